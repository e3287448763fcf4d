-- severity: error
-- scope: article
-- why: text and removed pieces are the whole extract; a piece that is missing from the ledger was cut without a trace.
SELECT
    r.article_id,
    concat('version ', r.version, ' has ', count(*), ' pieces, the last is number ', max(r.position)) AS detail
FROM news.removal AS r
INNER JOIN news.article AS a ON r.article_id = a.article_id
WHERE r.article_id = any(%(article_ids)s::bigint[])
GROUP BY r.article_id, r.version, a.version
HAVING count(*) <> max(r.position) + 1 OR min(r.position) <> 0 OR r.version > a.version
