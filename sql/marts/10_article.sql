-- Which articles are there, in their newest version, and what is known of them?
-- Demo articles are left out unless nothing else is there, and so is what a person marked as no article.
CREATE OR REPLACE VIEW mart.article AS
SELECT
    a.article_id,
    s.name AS source,
    a.url,
    a.url_key,
    a.title,
    a.display_title,
    a.lead,
    a.body,
    a.body_kinds,
    a.authors,
    a.site_name,
    a.section,
    a.language,
    a.language_confidence,
    a.language_declared,
    a.language_agrees,
    a.language_is_mixed,
    a.script,
    a.published_raw,
    a.published_local,
    a.published_precision,
    a.published_at,
    a.published_earliest,
    a.published_latest,
    char_length(a.body) + coalesce(char_length(a.lead), 0) AS character_count,
    (
        SELECT count(*)
        FROM news.removal AS r
        WHERE r.article_id = a.article_id AND r.version = a.version AND NOT r.moved
    ) AS removed_count,
    a.is_over_budget,
    a.origin,
    a.version,
    a.first_seen_at,
    a.changed_at,
    a.updated_at,
    a.canonical_url,
    a.is_accessible_for_free,
    a.alternates,
    news.public_id(a.url_key_hash) AS public_id,
    mart.citation(
        a.authors, a.title, a.display_title, coalesce(a.site_name, s.name), a.published_local,
        CASE WHEN a.url_key ~ '^https?://' THEN a.url_key ELSE a.url END,
        news.public_id(a.url_key_hash), a.version
    ) AS citation
FROM news.article AS a
INNER JOIN news.source AS s ON a.source_id = s.source_id
WHERE
    (a.origin <> 'demo' OR NOT EXISTS (SELECT FROM news.article AS other WHERE other.origin <> 'demo'))
    AND NOT EXISTS (
        SELECT FROM news.override AS o WHERE o.field = 'not_article' AND o.url_key_hash = a.url_key_hash
    );

COMMENT ON VIEW mart.article IS 'Which articles are there, in their newest version? Demo articles only while nothing else is there; never what a person marked as no article.';
COMMENT ON COLUMN mart.article.public_id IS 'The id to cite: made of url_key alone, so it is the same after a restore and in any other warehouse; see news.public_id.';
COMMENT ON COLUMN mart.article.citation IS 'The article as a reference: authors, headline, site or source, day as stated, URL, public id and version.';
COMMENT ON COLUMN mart.article.canonical_url IS 'Where the page says it belongs.';
COMMENT ON COLUMN mart.article.is_accessible_for_free IS 'As the page states it; null where it does not.';
COMMENT ON COLUMN mart.article.alternates IS 'The same article in other languages, as the page links to it: language to URL.';
COMMENT ON COLUMN mart.article.article_id IS 'Our number; stays the same over versions.';
COMMENT ON COLUMN mart.article.source IS 'What announced it first.';
COMMENT ON COLUMN mart.article.url IS 'URL as announced; null where there was none.';
COMMENT ON COLUMN mart.article.url_key IS 'Identity: the canonical URL, else the entry key.';
COMMENT ON COLUMN mart.article.title IS 'The headline; null where the document has none.';
COMMENT ON COLUMN mart.article.display_title IS 'The headline, else the beginning of the text.';
COMMENT ON COLUMN mart.article.lead IS 'The opening summary; null where the document sets none apart.';
COMMENT ON COLUMN mart.article.body IS 'What remains after title and lead: blocks joined by a blank line.';
COMMENT ON COLUMN mart.article.body_kinds IS 'One letter per block of body: p paragraph, h sub-headline, i list item, q quote, t table row.';
COMMENT ON COLUMN mart.article.authors IS 'As named by the document; empty where it names none.';
COMMENT ON COLUMN mart.article.site_name IS 'Name of the site, as the page states it.';
COMMENT ON COLUMN mart.article.section IS 'Section of the site, as the page states it.';
COMMENT ON COLUMN mart.article.language IS 'Language of the text, ISO 639-1 (no for nb and nn), or und.';
COMMENT ON COLUMN mart.article.language_confidence IS 'Calibrated probability of language, 0 to 1; 0 where und.';
COMMENT ON COLUMN mart.article.language_declared IS 'The declaration that counted most; null where nobody declared.';
COMMENT ON COLUMN mart.article.language_agrees IS 'Does the declaration agree with language; null where nobody declared.';
COMMENT ON COLUMN mart.article.language_is_mixed IS 'A fifth or more of the text is in another language.';
COMMENT ON COLUMN mart.article.script IS 'Script of most letters, ISO 15924: Latn, Grek.';
COMMENT ON COLUMN mart.article.published_raw IS 'The publication date as it stands in the document; null where there is none.';
COMMENT ON COLUMN mart.article.published_local IS 'The stated wall-clock value, cut to its precision: 2023-10, 2023-08-31T08:58.';
COMMENT ON COLUMN mart.article.published_precision IS 'The finest part that was stated: year, month, day, minute, second.';
COMMENT ON COLUMN mart.article.published_at IS 'The exact moment, only where minute and offset are known.';
COMMENT ON COLUMN mart.article.published_earliest IS 'First instant the date may mean.';
COMMENT ON COLUMN mart.article.published_latest IS 'End of the instants the date may mean, not included.';
COMMENT ON COLUMN mart.article.character_count IS 'Characters of lead and body.';
COMMENT ON COLUMN mart.article.removed_count IS 'Pieces the cleaner dropped from this version, those kept as metadata not among them; see mart.removed_piece.';
COMMENT ON COLUMN mart.article.is_over_budget IS 'More would have been removed than one article may lose, so only sure cuts were made.';
COMMENT ON COLUMN mart.article.origin IS 'How it was discovered: demo (shipped with Wireroom), seed (a file somebody gave us), live (a feed we poll), backfill (the past of a feed or site).';
COMMENT ON COLUMN mart.article.version IS 'Counts from 1; a new one when title, lead, body or publication date change.';
COMMENT ON COLUMN mart.article.first_seen_at IS 'When version 1 was stored.';
COMMENT ON COLUMN mart.article.changed_at IS 'When this version was stored.';
COMMENT ON COLUMN mart.article.updated_at IS 'When anything of it was last written.';
