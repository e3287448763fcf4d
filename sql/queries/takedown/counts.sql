-- How much a takedown concerns.
SELECT
    count(DISTINCT article_id) AS article_count,
    count(*) AS address_count
FROM ops.taken_down
WHERE takedown_id = %(takedown_id)s
