-- Which texts does a corpus hold, in the version that was frozen and with what was known of it then?
CREATE OR REPLACE VIEW mart.corpus_article AS
SELECT
    c.name AS corpus,
    m.position,
    m.article_id,
    m.public_id,
    m.version,
    m.source,
    m.origin,
    m.url,
    m.site_name,
    m.section,
    m.authors,
    t.title,
    m.display_title,
    t.lead,
    t.body,
    m.body_kinds,
    m.language,
    m.language_confidence,
    m.script,
    m.published_raw,
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
    m.stratum,
    m.weight,
    encode(news.text_sha256(t.title, t.lead, t.body), 'hex') AS text_sha256,
    mart.citation(
        m.authors, t.title, m.display_title, coalesce(m.site_name, m.source), m.published_local, m.url, m.public_id,
        m.version
    ) AS citation,
    m.is_taken_down,
    CASE
        WHEN NOT m.is_taken_down
            THEN coalesce(news.corpus_row_sha256(m, t.title, t.lead, t.body) = m.row_sha256, FALSE)
    END AS is_intact
FROM news.corpus AS c
INNER JOIN news.corpus_member AS m ON c.corpus_id = m.corpus_id
LEFT JOIN news.article AS a ON m.article_id = a.article_id AND m.version = a.version
LEFT JOIN news.article_version AS v ON m.article_id = v.article_id AND m.version = v.version AND a.article_id IS NULL
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN NOT m.is_taken_down THEN coalesce(a.title, v.title) END AS title,
        CASE WHEN NOT m.is_taken_down THEN coalesce(a.lead, v.lead) END AS lead,
        CASE WHEN NOT m.is_taken_down THEN coalesce(a.body, v.body) END AS body
) AS t;

COMMENT ON VIEW mart.corpus_article IS 'Which texts does a corpus hold, in the version that was frozen and with what was known of it then?';
COMMENT ON COLUMN mart.corpus_article.corpus IS 'See mart.corpus.';
COMMENT ON COLUMN mart.corpus_article.position IS 'Place in the corpus, from 1, in the order of public_id.';
COMMENT ON COLUMN mart.corpus_article.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.corpus_article.public_id IS 'See mart.article.';
COMMENT ON COLUMN mart.corpus_article.version IS 'The version that was frozen.';
COMMENT ON COLUMN mart.corpus_article.source IS 'What announced it first.';
COMMENT ON COLUMN mart.corpus_article.origin IS 'How it was discovered, see mart.article.';
COMMENT ON COLUMN mart.corpus_article.url IS 'The canonical URL where the identity is one, else the URL as announced; null once taken down.';
COMMENT ON COLUMN mart.corpus_article.site_name IS 'Name of the site, as the page stated it.';
COMMENT ON COLUMN mart.corpus_article.section IS 'Section of the site, as the page stated it; null once taken down.';
COMMENT ON COLUMN mart.corpus_article.authors IS 'As named by the document; empty where it names none, and once taken down.';
COMMENT ON COLUMN mart.corpus_article.title IS 'The headline; null where the document has none, and once taken down.';
COMMENT ON COLUMN mart.corpus_article.display_title IS 'The headline, else the beginning of the text; null once taken down.';
COMMENT ON COLUMN mart.corpus_article.lead IS 'The opening summary; null where there is none, and once taken down.';
COMMENT ON COLUMN mart.corpus_article.body IS 'What remains after title and lead; null once taken down.';
COMMENT ON COLUMN mart.corpus_article.body_kinds IS 'One letter per block of body, see mart.article; null once taken down.';
COMMENT ON COLUMN mart.corpus_article.language IS 'Language of the text, ISO 639-1 (no for nb and nn), or und.';
COMMENT ON COLUMN mart.corpus_article.language_confidence IS 'Calibrated probability of language, 0 to 1; 0 where und.';
COMMENT ON COLUMN mart.corpus_article.script IS 'Script of most letters, ISO 15924.';
COMMENT ON COLUMN mart.corpus_article.published_raw IS 'The publication date as it stood; null where there was none, and once taken down.';
COMMENT ON COLUMN mart.corpus_article.published_local IS 'The stated wall-clock value, cut to its precision.';
COMMENT ON COLUMN mart.corpus_article.published_precision IS 'The finest part that was stated: year, month, day, minute, second.';
COMMENT ON COLUMN mart.corpus_article.published_at IS 'The exact moment, only where minute and offset are known.';
COMMENT ON COLUMN mart.corpus_article.published_earliest IS 'First instant the date may mean.';
COMMENT ON COLUMN mart.corpus_article.published_latest IS 'End of the instants the date may mean, not included.';
COMMENT ON COLUMN mart.corpus_article.stored_at IS 'When this version was stored.';
COMMENT ON COLUMN mart.corpus_article.extractor IS 'Name and version of what read the page.';
COMMENT ON COLUMN mart.corpus_article.ruleset IS 'Version of the cleaning rules.';
COMMENT ON COLUMN mart.corpus_article.learned_version IS 'Version of the learned lines that acted on it; empty where none did, null where nobody knows.';
COMMENT ON COLUMN mart.corpus_article.language_detector IS 'Name and version of the detector.';
COMMENT ON COLUMN mart.corpus_article.stratum IS 'The stratum it was sampled from, see mart.sample; null where it was not sampled, and once taken down.';
COMMENT ON COLUMN mart.corpus_article.weight IS 'How many articles of its stratum it stands for; null where it was not sampled.';
COMMENT ON COLUMN mart.corpus_article.text_sha256 IS 'SHA-256 of title, lead and body, see news.text_sha256; null once taken down.';
COMMENT ON COLUMN mart.corpus_article.citation IS 'The frozen version as a reference.';
COMMENT ON COLUMN mart.corpus_article.is_taken_down IS 'Its text was erased after the corpus was frozen: a declared gap.';
COMMENT ON COLUMN mart.corpus_article.is_intact IS 'It is as it was frozen, by its hash; null once taken down.';
