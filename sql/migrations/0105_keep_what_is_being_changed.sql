-- Why: a change that was being written while a reader took the article was lost for good. DO NOTHING leaves the row of the
-- outbox that is there unlocked: the reader took it, made its thing of the old text and deleted the row, and then the
-- change committed. DO UPDATE locks the row also where its WHERE is false and nothing is written, so that readers, who
-- skip what is locked, leave the article for the next time. A row is locked only by who has written its article before:
-- two who write wait for each other there, if at all.
CREATE OR REPLACE FUNCTION news.tell_readers() RETURNS trigger
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
    ON CONFLICT (reader, article_id) DO UPDATE SET article_id = excluded.article_id WHERE FALSE;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION news.tell_counts() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO ops.outbox (reader, article_id)
    SELECT
        'counts',
        a.article_id
    FROM news.article AS a
    WHERE a.url_key_hash = coalesce(NEW.url_key_hash, OLD.url_key_hash)
    ON CONFLICT (reader, article_id) DO UPDATE SET article_id = excluded.article_id WHERE FALSE;
    RETURN NULL;
END
$$;

-- Who was loading when a reader came neither saw it nor was seen: now its coming waits for them, and they for it.
CREATE OR REPLACE FUNCTION ops.owe_all() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    LOCK TABLE news.article IN SHARE MODE;
    INSERT INTO ops.outbox (reader, article_id)
    SELECT
        NEW.reader,
        a.article_id
    FROM news.article AS a
    ON CONFLICT (reader, article_id) DO NOTHING;
    RETURN NULL;
END
$$;

-- The check outbox_lost_nothing looks at every article that ever changed, without reading the others.
CREATE INDEX article_changed_idx ON news.article (article_id) INCLUDE (version) WHERE version > 1;

-- What was lost so far, nobody knows: all that changed since it came is owed again. Who has seen it writes nothing.
INSERT INTO ops.outbox (reader, article_id)
SELECT
    r.reader,
    a.article_id
FROM news.article AS a
CROSS JOIN ops.outbox_reader AS r
WHERE a.version > 1 OR a.updated_at > a.first_seen_at
ON CONFLICT (reader, article_id) DO NOTHING;
