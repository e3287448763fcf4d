-- Documents a pass could not read, the first few.
SELECT
    document,
    reason,
    detail
FROM ops.archive_document
WHERE dag_id = %(dag_id)s AND run_id = %(run_id)s AND state = 'failed'
ORDER BY document
LIMIT %(limit)s
