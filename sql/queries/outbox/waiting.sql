-- How many articles a reader has not seen.
SELECT count(*) AS waiting_count
FROM ops.outbox
WHERE reader = %(reader)s
