-- The search rows of these articles, where they are not as the article and its language are now.
INSERT INTO news.article_search AS known (
    article_id, version, language, language_revision, written_as, source_id, is_demo, published_earliest, published_latest,
    fts
)
SELECT
    a.article_id,
    a.version,
    l.language,
    l.revision,
    a.language,
    a.source_id,
    a.origin = 'demo',
    a.published_earliest,
    a.published_latest,
    news.search_vector(l.search_mode, l.ts_config, a.title, a.lead, a.body)
FROM news.article AS a
INNER JOIN news.language AS l
    ON l.language = coalesce((SELECT k.language FROM news.language AS k WHERE k.language = a.language), 'und')
LEFT JOIN news.article_search AS s ON a.article_id = s.article_id
WHERE
    a.article_id = any(%(article_ids)s::bigint[])
    AND (
        s.article_id IS NULL
        OR (
            s.version, s.language, s.language_revision, s.written_as, s.source_id, s.is_demo, s.published_earliest,
            s.published_latest
        ) IS DISTINCT FROM (
            a.version, l.language, l.revision, a.language, a.source_id, a.origin = 'demo', a.published_earliest,
            a.published_latest
        )
    )
ORDER BY a.article_id
ON CONFLICT (article_id) DO UPDATE
    SET
        version = excluded.version,
        language = excluded.language,
        language_revision = excluded.language_revision,
        written_as = excluded.written_as,
        source_id = excluded.source_id,
        is_demo = excluded.is_demo,
        published_earliest = excluded.published_earliest,
        published_latest = excluded.published_latest,
        indexed_at = clock_timestamp(),
        fts = excluded.fts
