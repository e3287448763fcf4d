-- Stored articles as they are, with what was removed from them and what is embedded in them.
SELECT
    a.url_key,
    a.url,
    a.title,
    a.display_title,
    a.lead,
    a.body,
    a.body_kinds,
    a.authors,
    a.site_name,
    a.section,
    a.canonical_url,
    a.is_accessible_for_free,
    a.alternates,
    a.published_raw,
    a.published_local,
    a.published_precision,
    a.published_offset_minutes,
    a.published_zone_source,
    a.published_where,
    a.published_earliest,
    a.published_latest,
    a.language,
    a.language_confidence,
    a.language_detected,
    a.language_declared,
    a.language_declared_where,
    a.language_agrees,
    a.language_is_mixed,
    a.language_detector,
    a.script,
    a.is_over_budget,
    a.nul_count,
    a.surrogate_count,
    a.undecodable_count,
    a.mixed_count,
    a.content_sha256,
    a.page_sha256,
    a.extractor,
    a.ruleset,
    a.origin,
    s.name AS source,
    coalesce(
        (
            SELECT
                jsonb_agg(
                    jsonb_build_array(r.block, r.start, r.text, r.kind, r.rule, r.moved) ORDER BY r.position
                )
            FROM news.removal AS r
            WHERE r.article_id = a.article_id AND r.version = a.version
        ),
        '[]'
    ) AS removed,
    coalesce(
        (
            SELECT jsonb_agg(jsonb_build_array(m.kind, m.url, m.caption) ORDER BY m.position)
            FROM news.media AS m
            WHERE m.article_id = a.article_id AND m.version = a.version
        ),
        '[]'
    ) AS media
FROM unnest(%(url_key_hashes)s::bytea[]) WITH ORDINALITY AS asked (url_key_hash, place)
INNER JOIN news.article AS a ON asked.url_key_hash = a.url_key_hash
INNER JOIN news.source AS s ON a.source_id = s.source_id
ORDER BY asked.place
