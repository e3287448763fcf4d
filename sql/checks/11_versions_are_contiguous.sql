-- severity: error
-- scope: article
-- why: every version but the newest is kept, so version n has n - 1 before it; a gap is a lost text.
SELECT
    a.article_id,
    concat('version ', a.version, ' has ', count(v.version), ' before it') AS detail
FROM news.article AS a
LEFT JOIN news.article_version AS v ON a.article_id = v.article_id
WHERE a.article_id = any(%(article_ids)s::bigint[])
GROUP BY a.article_id, a.version
HAVING count(v.version) <> a.version - 1 OR coalesce(max(v.version), 0) <> a.version - 1
