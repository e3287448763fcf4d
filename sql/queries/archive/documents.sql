-- How many documents a pass read, and how many it could not.
SELECT
    count(*) FILTER (WHERE state IN ('read', 'known')) AS read,
    count(*) FILTER (WHERE state = 'failed') AS failed
FROM ops.archive_document
WHERE dag_id = %(dag_id)s AND run_id = %(run_id)s
