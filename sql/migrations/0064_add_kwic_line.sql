-- Why: what a function returns is a promise too; a type of its own may have columns that are named as its arguments are.
CREATE TYPE mart.kwic_line AS (
    article_id bigint,
    source text,
    language text,
    published_local text,
    before text,
    hit text,
    after text
);
COMMENT ON TYPE mart.kwic_line IS 'A place where a word stands, see mart.kwic.';
COMMENT ON COLUMN mart.kwic_line.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.kwic_line.source IS 'See mart.article.';
COMMENT ON COLUMN mart.kwic_line.language IS 'See mart.article.';
COMMENT ON COLUMN mart.kwic_line.published_local IS 'See mart.article.';
COMMENT ON COLUMN mart.kwic_line.before IS 'What stands before it.';
COMMENT ON COLUMN mart.kwic_line.hit IS 'The word as it stands.';
COMMENT ON COLUMN mart.kwic_line.after IS 'What stands after it.';
