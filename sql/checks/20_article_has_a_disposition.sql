-- severity: error
-- scope: article
-- why: an article that no entry of any run became was not loaded by the loader.
SELECT
    a.article_id,
    'no entry became it' AS detail
FROM news.article AS a
WHERE
    a.article_id = any(%(article_ids)s::bigint[])
    AND a.first_seen_at > now() - interval '2 days'
    AND NOT EXISTS (SELECT FROM ops.disposition AS d WHERE d.article_id = a.article_id)
