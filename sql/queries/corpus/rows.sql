-- A corpus as it is exported: these columns in this order, for good. Of a gap stays what says where the article stands:
-- no word of it, nor what a query or its page made of one. Whether a row is as it was frozen comes last, for whoever
-- writes the file.
SELECT
    m.public_id,
    m.version,
    m.source,
    m.origin,
    m.url,
    m.site_name,
    CASE WHEN gap.is_absent IS NULL THEN m.section END AS section,
    CASE WHEN gap.is_absent IS NULL THEN m.authors ELSE '{}' END AS authors,
    CASE WHEN gap.is_absent IS NULL THEN m.title END AS title,
    CASE WHEN gap.is_absent IS NULL THEN m.lead END AS lead,
    CASE WHEN gap.is_absent IS NULL THEN m.body END AS body,
    CASE WHEN gap.is_absent IS NULL THEN m.body_kinds END AS body_kinds,
    m.language,
    m.language_confidence,
    m.script,
    m.published_local,
    m.published_precision,
    m.published_at,
    m.published_earliest,
    m.published_latest,
    m.stored_at,
    m.extractor,
    m.ruleset,
    m.learned_version,
    m.language_detector,
    CASE WHEN gap.is_absent IS NULL THEN m.stratum END AS stratum,
    m.weight,
    CASE WHEN gap.is_absent IS NULL THEN m.text_sha256 END AS text_sha256,
    CASE
        WHEN gap.is_absent IS NULL THEN m.citation
        ELSE mart.citation(
            '{}', NULL, NULL, coalesce(m.site_name, m.source), m.published_local, m.url, m.public_id, m.version
        )
    END AS citation,
    gap.is_absent AS gap,
    m.is_intact
FROM mart.corpus_article AS m
CROSS JOIN LATERAL (
    SELECT
        CASE
            WHEN m.is_taken_down THEN 'taken down'
            WHEN m.source = any(%(restricted)s) THEN 'restricted'
        END AS is_absent
) AS gap
WHERE m.corpus = %(name)s
ORDER BY m.position
