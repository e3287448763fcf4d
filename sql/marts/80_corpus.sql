-- Which corpora were frozen, and what do they hold?
CREATE OR REPLACE VIEW mart.corpus AS
SELECT
    c.name AS corpus,
    c.note,
    c.article_count,
    (
        SELECT count(*) FROM news.corpus_member AS m WHERE m.corpus_id = c.corpus_id AND m.is_taken_down
    ) AS taken_down_count,
    c.frozen_at,
    c.frozen_by,
    encode(c.content_sha256, 'hex') AS content_sha256,
    c.query,
    c.manifest
FROM news.corpus AS c;

COMMENT ON VIEW mart.corpus IS 'Which corpora were frozen, and what do they hold?';
COMMENT ON COLUMN mart.corpus.corpus IS 'Its name.';
COMMENT ON COLUMN mart.corpus.note IS 'What it is for.';
COMMENT ON COLUMN mart.corpus.article_count IS 'Its articles, those taken down later among them.';
COMMENT ON COLUMN mart.corpus.taken_down_count IS 'Those whose text was erased since: declared gaps.';
COMMENT ON COLUMN mart.corpus.frozen_at IS 'When it was frozen.';
COMMENT ON COLUMN mart.corpus.frozen_by IS 'Who froze it.';
COMMENT ON COLUMN mart.corpus.content_sha256 IS 'Says as one hash what it held when it was frozen.';
COMMENT ON COLUMN mart.corpus.query IS 'The query that chose its articles.';
COMMENT ON COLUMN mart.corpus.manifest IS 'Coverage by source, language and day, and the versions of what made its texts.';
