-- Articles of one transaction on their way into news.article, and the pieces removed from them. Nothing here is
-- compressed: measured, a load is then 2.5 times as fast.
CREATE TEMP TABLE stage_article (
    LIKE news.article,
    ordinal integer NOT NULL,
    source text NOT NULL,
    entry_key_hash bytea NOT NULL,
    file_hash bytea,
    outcome text,
    makes_version boolean,
    held_why text,
    is_older boolean NOT NULL DEFAULT FALSE
) ON COMMIT DROP;
ALTER TABLE stage_article
ALTER COLUMN article_id DROP NOT NULL,
ALTER COLUMN source_id DROP NOT NULL,
ALTER COLUMN version DROP NOT NULL,
ALTER COLUMN first_seen_at DROP NOT NULL,
ALTER COLUMN changed_at DROP NOT NULL,
ALTER COLUMN updated_at DROP NOT NULL,
ALTER COLUMN body SET STORAGE EXTERNAL,
ALTER COLUMN lead SET STORAGE EXTERNAL;
CREATE TEMP TABLE stage_removal (
    ordinal integer NOT NULL,
    LIKE news.removal
) ON COMMIT DROP;
ALTER TABLE stage_removal ALTER COLUMN article_id DROP NOT NULL, ALTER COLUMN version DROP NOT NULL;
