-- Staged articles that are new. Fewer rows than asked for mean that another run was faster: then the caller looks again.
INSERT INTO news.article (
    source_id, url_key, url_key_hash, entry_key, origin, url, title, display_title, lead, body, body_kinds,
    authors, site_name, section, canonical_url, is_accessible_for_free, alternates, published_raw, published_local, published_precision,
    published_offset_minutes, published_zone_source, published_where, published_earliest, published_latest,
    published_at, language, language_confidence, language_detected, language_declared, language_declared_where,
    language_agrees, language_is_mixed, language_detector, script, is_over_budget, nul_count, surrogate_count,
    undecodable_count, mixed_count, content_sha256, page_sha256, extractor, ruleset
)
SELECT
    src.source_id,
    s.url_key,
    s.url_key_hash,
    s.entry_key,
    s.origin,
    s.url,
    s.title,
    s.display_title,
    s.lead,
    s.body,
    s.body_kinds,
    s.authors,
    s.site_name,
    s.section,
    s.canonical_url,
    s.is_accessible_for_free,
    s.alternates,
    s.published_raw,
    s.published_local,
    s.published_precision,
    s.published_offset_minutes,
    s.published_zone_source,
    s.published_where,
    s.published_earliest,
    s.published_latest,
    s.published_at,
    s.language,
    s.language_confidence,
    s.language_detected,
    s.language_declared,
    s.language_declared_where,
    s.language_agrees,
    s.language_is_mixed,
    s.language_detector,
    s.script,
    s.is_over_budget,
    s.nul_count,
    s.surrogate_count,
    s.undecodable_count,
    s.mixed_count,
    s.content_sha256,
    s.page_sha256,
    s.extractor,
    s.ruleset
FROM stage_article AS s
INNER JOIN news.source AS src ON s.source = src.name
WHERE s.outcome = 'stored'
ORDER BY s.url_key_hash
ON CONFLICT (url_key_hash) DO NOTHING
