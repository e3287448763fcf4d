-- What is wanting by a check: how many articles, and some of them.
SELECT
    count(*) AS offender_count,
    coalesce(
        (array_agg(concat('article ', o.article_id, ': ', o.detail) ORDER BY o.found_at DESC, o.article_id ASC))[1:5], '{}'
    ) AS examples
FROM ops.check_offender AS o
WHERE o.check_name = %(check_name)s
