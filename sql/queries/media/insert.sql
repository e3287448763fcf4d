-- What is embedded in staged articles that are new or have a new version.
INSERT INTO news.media (article_id, version, position, kind, url, caption)
SELECT
    a.article_id,
    a.version,
    m.position,
    m.kind,
    m.url,
    m.caption
FROM unnest(
    %(ordinals)s::integer[], %(positions)s::integer[], %(kinds)s::text[], %(urls)s::text[], %(captions)s::text[]
) AS m (ordinal, position, kind, url, caption)
INNER JOIN stage_article AS s ON m.ordinal = s.ordinal
INNER JOIN news.article AS a ON s.article_id = a.article_id
ORDER BY a.article_id, m.position
