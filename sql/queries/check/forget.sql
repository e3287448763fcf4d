-- What was said of these articles by a check that looks at them again.
DELETE FROM ops.check_offender
WHERE
    check_name = %(check_name)s
    AND article_id = any(%(article_ids)s::bigint[])
    AND NOT article_id = any(%(kept_ids)s::bigint[])
