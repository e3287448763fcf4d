-- Articles into the stage.
COPY stage_article (
    ordinal, source, entry_key_hash, file_hash, url_key, url_key_hash, entry_key, origin, url, title,
    display_title, lead, body, body_kinds, authors, site_name, section, canonical_url,
    is_accessible_for_free, alternates, published_raw,
    published_local, published_precision, published_offset_minutes, published_zone_source, published_where,
    published_earliest, published_latest, published_at, language, language_confidence, language_detected,
    language_declared, language_declared_where, language_agrees, language_is_mixed, language_detector, script,
    is_over_budget, nul_count, surrogate_count, undecodable_count, mixed_count, content_sha256, page_sha256,
    extractor, ruleset
) FROM STDIN WITH (FORMAT "binary")
