-- Articles whose text and date are as they were, but whose language, authors or other metadata changed. What the
-- version was read from (page, rules, ledger) stays. Fewer rows than asked for: see update_version.
UPDATE news.article AS a
SET
    origin = CASE a.origin WHEN 'demo' THEN s.origin ELSE a.origin END,
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
    updated_at = now()
FROM stage_article AS s
WHERE s.outcome = 'updated' AND NOT s.makes_version AND a.article_id = s.article_id
    AND a.version = s.version
