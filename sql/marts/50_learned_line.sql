-- Which lines does a source repeat, what speaks for and against removing them, and where do they stand?
CREATE OR REPLACE VIEW mart.learned_line AS
SELECT
    s.name AS source,
    lpad(to_hex(k.line_hash), 16, '0') AS line_hash,
    k.status,
    k.text,
    k.article_count,
    k.source_share,
    k.title_count,
    k.opening_count,
    k.day_count,
    k.tail_share,
    k.head_share,
    k.sole_share,
    k.neighbour_share,
    k.heading_count,
    k.quote_count,
    k.sentence_count,
    k.is_title,
    k.word_count,
    k.first_day,
    k.last_day,
    k.lacks,
    array(
        SELECT coalesce(a.url, a.url_key)
        FROM unnest(k.example_article_ids) WITH ORDINALITY AS example (article_id, place)
        INNER JOIN news.article AS a ON example.article_id = a.article_id
        ORDER BY example.place
    ) AS examples,
    k.decided_by,
    k.decided_reason,
    k.decided_at,
    k.text_count
FROM news.learned_line AS k
INNER JOIN news.source AS s ON k.source_id = s.source_id;

COMMENT ON VIEW mart.learned_line IS 'Which lines does a source repeat, what speaks for and against removing them, and where do they stand?';
COMMENT ON COLUMN mart.learned_line.source IS 'What announced the articles.';
COMMENT ON COLUMN mart.learned_line.line_hash IS 'What `wireroom lines approve` and `reject` are told; removals by it have the rule learned.<line_hash>.';
COMMENT ON COLUMN mart.learned_line.status IS 'candidate (waits for a person), promoted (passes every test), approved or rejected (a person said so). promoted and approved lines are removed from new articles.';
COMMENT ON COLUMN mart.learned_line.text IS 'The line as it stands in an example.';
COMMENT ON COLUMN mart.learned_line.article_count IS 'Articles of the last 90 days of the source that hold it.';
COMMENT ON COLUMN mart.learned_line.text_count IS 'Different texts among them: near-duplicates count once.';
COMMENT ON COLUMN mart.learned_line.source_share IS 'Their share of the articles of the source.';
COMMENT ON COLUMN mart.learned_line.title_count IS 'Different headlines among them.';
COMMENT ON COLUMN mart.learned_line.opening_count IS 'Different first words of those headlines.';
COMMENT ON COLUMN mart.learned_line.day_count IS 'Different days among them.';
COMMENT ON COLUMN mart.learned_line.tail_share IS 'Share of its places where nothing but repeated lines, or one short line, follows.';
COMMENT ON COLUMN mart.learned_line.head_share IS 'Share of its places with nothing but repeated lines before.';
COMMENT ON COLUMN mart.learned_line.sole_share IS 'Share of its places where the article has no line that is not repeated.';
COMMENT ON COLUMN mart.learned_line.neighbour_share IS 'Different lines next to it, repeated ones skipped, per article.';
COMMENT ON COLUMN mart.learned_line.heading_count IS 'Places where it is a heading.';
COMMENT ON COLUMN mart.learned_line.quote_count IS 'Places where it is a quote or speech.';
COMMENT ON COLUMN mart.learned_line.sentence_count IS 'Places where it ends like a sentence.';
COMMENT ON COLUMN mart.learned_line.is_title IS 'It is the headline of an article of the source.';
COMMENT ON COLUMN mart.learned_line.word_count IS 'Its words.';
COMMENT ON COLUMN mart.learned_line.first_day IS 'First day it was seen.';
COMMENT ON COLUMN mart.learned_line.last_day IS 'Last day it was seen.';
COMMENT ON COLUMN mart.learned_line.lacks IS 'Tests it does not pass; see news.learned_line.';
COMMENT ON COLUMN mart.learned_line.examples IS 'Up to five articles that hold it.';
COMMENT ON COLUMN mart.learned_line.decided_by IS 'Who approved or rejected it.';
COMMENT ON COLUMN mart.learned_line.decided_reason IS 'Why.';
COMMENT ON COLUMN mart.learned_line.decided_at IS 'When.';
