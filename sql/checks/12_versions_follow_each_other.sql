-- severity: error
-- scope: article
-- why: what was shown at any moment must be one version: each begins when the one before it ends.
SELECT
    v.article_id,
    concat('version ', v.version, ' ends when no other begins') AS detail
FROM (
    SELECT
        each.article_id,
        each.version,
        each.valid_to,
        coalesce(lead(each.valid_from) OVER (PARTITION BY each.article_id ORDER BY each.version), a.changed_at) AS next_from
    FROM news.article_version AS each
    INNER JOIN news.article AS a ON each.article_id = a.article_id
    WHERE each.article_id = any(%(article_ids)s::bigint[])
) AS v
WHERE v.valid_to <> v.next_from
