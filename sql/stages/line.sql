-- The lines of staged articles on their way into news.article_line.
CREATE TEMP TABLE stage_line (
    ordinal integer NOT NULL,
    LIKE news.article_line
) ON COMMIT DROP;
ALTER TABLE stage_line
ALTER COLUMN article_id DROP NOT NULL,
ALTER COLUMN source_id DROP NOT NULL,
ALTER COLUMN day DROP NOT NULL;
