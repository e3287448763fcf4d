-- severity: error
-- scope: warehouse
-- why: a change that left the outbox before its reader had seen it is never looked at again; to mend it, put the article
-- back: INSERT INTO ops.outbox (reader, article_id).
SELECT concat('article ', lost.article_id, ': ', lost.reader, ' has not seen version ', lost.version) AS detail
FROM (
    SELECT
        'search' AS reader,
        a.article_id,
        a.version
    FROM news.article AS a
    LEFT JOIN news.article_search AS s ON a.article_id = s.article_id
    WHERE a.version > 1 AND s.version IS DISTINCT FROM a.version
    UNION ALL
    SELECT
        'changes',
        a.article_id,
        a.version
    FROM news.article AS a
    LEFT JOIN news.article_change AS c ON a.article_id = c.article_id AND a.version = c.version
    WHERE a.version > 1 AND c.article_id IS NULL
) AS lost
WHERE NOT EXISTS (SELECT FROM ops.outbox AS o WHERE o.reader = lost.reader AND o.article_id = lost.article_id)
