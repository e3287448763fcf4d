-- Why: counting the lines of all sources anew each time costs what is stored, not what is new. A source is counted when
-- enough of its articles are new, and then all of it: what is learned stays a function of its stored articles.
CREATE TABLE ops.line_count (
    source_id integer NOT NULL,
    article_count integer NOT NULL,
    owed_count integer NOT NULL,
    counted_at timestamptz,
    CONSTRAINT line_count_pkey PRIMARY KEY (source_id),
    CONSTRAINT line_count_source_exists FOREIGN KEY (source_id) REFERENCES news.source (source_id) ON DELETE CASCADE,
    CONSTRAINT line_count_is_not_negative CHECK (article_count >= 0 AND owed_count >= 0)
);
COMMENT ON TABLE ops.line_count IS 'On how many articles the learned lines of each source rest. Written by refresh_marts.';
COMMENT ON COLUMN ops.line_count.source_id IS 'See news.source.';
COMMENT ON COLUMN ops.line_count.article_count IS 'Articles of its last 90 days when it was last counted.';
COMMENT ON COLUMN ops.line_count.owed_count IS 'Articles that are new or changed since.';
COMMENT ON COLUMN ops.line_count.counted_at IS 'When; null where it never was.';

-- Loads tell through the outbox, because a row per source would have them wait for each other. What is erased tells here.
CREATE FUNCTION news.owe_lines() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE ops.line_count AS k
    SET owed_count = greatest(k.owed_count, k.article_count, 1)
    WHERE k.source_id IN (SELECT o.source_id FROM old_row AS o);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION news.owe_lines() IS 'Has the lines of a source counted anew when articles of it are erased.';

CREATE TRIGGER owe_lines AFTER DELETE ON news.article_line
REFERENCING OLD TABLE AS old_row
FOR EACH STATEMENT EXECUTE FUNCTION news.owe_lines();

-- Texts are looked up for new lines only.
CREATE INDEX learned_line_nameless_idx ON news.learned_line (source_id) WHERE text IS NULL;

INSERT INTO ops.outbox_reader (reader) VALUES ('lines');
