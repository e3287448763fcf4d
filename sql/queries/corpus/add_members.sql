-- The chosen articles in their newest version, with what is known of it now. The order is that of the public ids, which
-- is the same in every warehouse.
INSERT INTO news.corpus_member (
    corpus_id, position, article_id, version, public_id, source, origin, url, site_name, section, authors,
    display_title, body_kinds, language, language_confidence, script, published_raw, published_local,
    published_precision, published_at, published_earliest, published_latest, stored_at, extractor, ruleset,
    learned_version, language_detector, stratum, weight
)
SELECT
    %(corpus_id)s,
    row_number() OVER (ORDER BY news.public_id(a.url_key_hash)),
    a.article_id,
    a.version,
    news.public_id(a.url_key_hash),
    src.name,
    a.origin,
    CASE WHEN a.url_key ~ '^https?://' THEN a.url_key ELSE a.url END,
    a.site_name,
    a.section,
    a.authors,
    a.display_title,
    a.body_kinds,
    a.language,
    a.language_confidence,
    a.script,
    a.published_raw,
    a.published_local,
    a.published_precision,
    a.published_at,
    a.published_earliest,
    a.published_latest,
    a.changed_at,
    a.extractor,
    a.ruleset,
    l.learned_version,
    a.language_detector,
    s.stratum,
    s.weight
FROM stage_corpus AS s
INNER JOIN news.article AS a ON s.article_id = a.article_id
INNER JOIN news.source AS src ON a.source_id = src.source_id
LEFT JOIN news.article_line AS l ON a.article_id = l.article_id
