-- Which articles share two probes or more with each of these, most of them first; articles and probes come in pairs.
-- Pages of one form, and what a site shows instead of articles, are alike without reporting the same.
-- Where each is to be found was asked into the probes, so that an index finds rare anchors of near days only.
WITH asked AS (
    SELECT
        pair.article_id,
        array_agg(pair.probe) AS probes
    FROM unnest(%(article_ids)s::bigint[], %(probes)s::integer[]) AS pair (article_id, probe)
    GROUP BY pair.article_id
)

SELECT
    asked.article_id,
    found.article_id AS other_id
FROM asked
CROSS JOIN LATERAL (
    SELECT
        a.article_id,
        (SELECT count(*) FROM unnest(a.probes) AS own (probe) WHERE own.probe = any(asked.probes)) AS shared_count
    FROM news.article_anchor AS a
    WHERE a.probes && asked.probes AND a.article_id <> asked.article_id
    ORDER BY shared_count DESC, a.article_id ASC
    LIMIT %(limit)s
) AS found
WHERE
    found.shared_count > 1
    AND NOT EXISTS (
        SELECT FROM news.article_relation AS r
        WHERE
            r.article_id = least(asked.article_id, found.article_id)
            AND r.other_id = greatest(asked.article_id, found.article_id)
            AND r.kind IN ('template', 'wall')
    )
