-- Articles whose text or date changed: the trigger keeps what was and counts the version. Fewer rows than asked for mean
-- that another run was faster: then the caller looks again.
UPDATE news.article AS a
SET
    origin = CASE a.origin WHEN 'demo' THEN s.origin ELSE a.origin END,
    title = s.title,
    lead = s.lead,
    body = s.body,
    published_local = s.published_local,
    published_offset_minutes = s.published_offset_minutes,
    published_earliest = s.published_earliest,
    published_latest = s.published_latest,
    url = s.url,
    display_title = s.display_title,
    body_kinds = s.body_kinds,
    authors = s.authors,
    site_name = s.site_name,
    section = s.section,
    canonical_url = s.canonical_url,
    is_accessible_for_free = s.is_accessible_for_free,
    alternates = s.alternates,
    published_raw = s.published_raw,
    published_precision = s.published_precision,
    published_zone_source = s.published_zone_source,
    published_where = s.published_where,
    published_at = s.published_at,
    language = s.language,
    language_detected = s.language_detected,
    language_declared = s.language_declared,
    language_declared_where = s.language_declared_where,
    language_agrees = s.language_agrees,
    language_is_mixed = s.language_is_mixed,
    script = s.script,
    language_confidence = s.language_confidence,
    language_detector = s.language_detector,
    is_over_budget = s.is_over_budget,
    nul_count = s.nul_count,
    surrogate_count = s.surrogate_count,
    undecodable_count = s.undecodable_count,
    mixed_count = s.mixed_count,
    content_sha256 = s.content_sha256,
    page_sha256 = s.page_sha256,
    extractor = s.extractor,
    ruleset = s.ruleset,
    updated_at = now()
FROM stage_article AS s
WHERE s.outcome = 'updated' AND s.makes_version AND a.article_id = s.article_id
    AND a.version = s.version
    AND s.ordinal = any(%(ordinals)s)
