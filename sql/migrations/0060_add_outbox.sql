-- Why: what is made of articles (search, near-duplicates, marts) is made after they are loaded, so that loading waits for
-- none of it and a refresh costs what is new. A row says that one reader has not seen the newest state of an article; it
-- leaves in the transaction that writes what the reader makes of it.
CREATE TABLE ops.outbox_reader (
    reader text NOT NULL,
    CONSTRAINT outbox_reader_pkey PRIMARY KEY (reader)
);
COMMENT ON TABLE ops.outbox_reader IS 'Who is told of new and changed articles.';
COMMENT ON COLUMN ops.outbox_reader.reader IS 'What is made of them: search, duplicates, ...';

CREATE TABLE ops.outbox (
    reader text NOT NULL,
    article_id bigint NOT NULL,
    CONSTRAINT outbox_pkey PRIMARY KEY (reader, article_id),
    CONSTRAINT outbox_reader_exists FOREIGN KEY (reader) REFERENCES ops.outbox_reader (reader)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
COMMENT ON TABLE ops.outbox IS 'Articles whose newest state a reader has not seen. Filled by a trigger, emptied by refresh_marts.';
COMMENT ON COLUMN ops.outbox.reader IS 'See ops.outbox_reader.';
COMMENT ON COLUMN ops.outbox.article_id IS 'See news.article; no foreign key, because its check would touch the article.';

CREATE FUNCTION news.tell_readers() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO ops.outbox (reader, article_id)
    SELECT
        r.reader,
        n.article_id
    FROM new_row AS n
    CROSS JOIN ops.outbox_reader AS r
    ORDER BY r.reader, n.article_id
    ON CONFLICT (reader, article_id) DO NOTHING;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION news.tell_readers() IS 'Notes for every reader of ops.outbox_reader which articles are new or changed.';

CREATE TRIGGER tell_readers_of_new AFTER INSERT ON news.article
REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT EXECUTE FUNCTION news.tell_readers();

CREATE TRIGGER tell_readers_of_changed AFTER UPDATE ON news.article
REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT EXECUTE FUNCTION news.tell_readers();

-- A new reader is a row, and all articles there are owed to it.
CREATE FUNCTION ops.owe_all() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO ops.outbox (reader, article_id)
    SELECT
        NEW.reader,
        a.article_id
    FROM news.article AS a
    ON CONFLICT (reader, article_id) DO NOTHING;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION ops.owe_all() IS 'Queues every article for a reader that is new.';
CREATE TRIGGER owe_all AFTER INSERT ON ops.outbox_reader FOR EACH ROW EXECUTE FUNCTION ops.owe_all();
