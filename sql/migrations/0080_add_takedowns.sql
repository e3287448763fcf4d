-- Why: what somebody had removed must be gone for good, and must not come back by a feed that announces it again, a seed
-- file, an archive, a page read again or an older backup. What stays is who decided what, and hashes of addresses.
CREATE TABLE ops.takedown (
    takedown_id uuid NOT NULL DEFAULT gen_random_uuid(),
    kind text NOT NULL,
    host text,
    url_key_hash bytea,
    source text,
    since timestamptz,
    until timestamptz,
    reason text NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamptz NOT NULL,
    finished_at timestamptz,
    erased jsonb NOT NULL DEFAULT '{}',
    lifted_at timestamptz,
    lifted_by text,
    CONSTRAINT takedown_pkey PRIMARY KEY (takedown_id),
    CONSTRAINT takedown_says_of_what CHECK (
        CASE kind
            WHEN 'url' THEN url_key_hash IS NOT NULL AND num_nulls(source, since, until) = 3
            WHEN 'source' THEN source IS NOT NULL AND num_nulls(url_key_hash, host, since, until) = 4
            WHEN 'period' THEN since < until AND num_nulls(url_key_hash, host) = 2
            ELSE FALSE
        END
    ),
    CONSTRAINT takedown_has_a_reason CHECK (reason <> '' AND decided_by <> ''),
    CONSTRAINT takedown_is_lifted_by_somebody CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
);
COMMENT ON TABLE ops.takedown IS 'What was removed for good: by whom, when, why and how much. Never its text or address. Analysts read mart.takedown.';
COMMENT ON COLUMN ops.takedown.takedown_id IS 'Its name, the same in every copy of the warehouse.';
COMMENT ON COLUMN ops.takedown.kind IS 'url (one article), source (all a source announced, and what it will announce), period (articles of some days).';
COMMENT ON COLUMN ops.takedown.host IS 'Of a url: its host, for people who look for it; null where it has none.';
COMMENT ON COLUMN ops.takedown.url_key_hash IS 'Of a url: SHA-256 of its canonical form.';
COMMENT ON COLUMN ops.takedown.source IS 'The source; of a period null where it was meant for all.';
COMMENT ON COLUMN ops.takedown.since IS 'Of a period: its start. What counts is when an article was published, else first seen.';
COMMENT ON COLUMN ops.takedown.until IS 'Of a period: its end, not included.';
COMMENT ON COLUMN ops.takedown.reason IS 'Why.';
COMMENT ON COLUMN ops.takedown.decided_by IS 'Who decided.';
COMMENT ON COLUMN ops.takedown.decided_at IS 'When.';
COMMENT ON COLUMN ops.takedown.finished_at IS 'When the last of it was erased; null while some is left: run it again.';
COMMENT ON COLUMN ops.takedown.erased IS 'Rows erased or blanked, by table.';
COMMENT ON COLUMN ops.takedown.lifted_at IS 'When it was lifted: from then on it may come again. What was erased stays erased.';
COMMENT ON COLUMN ops.takedown.lifted_by IS 'Who lifted it.';

CREATE TABLE ops.taken_down (
    url_key_hash bytea NOT NULL,
    takedown_id uuid NOT NULL,
    article_id bigint,
    erased_at timestamptz,
    CONSTRAINT taken_down_pkey PRIMARY KEY (url_key_hash, takedown_id),
    CONSTRAINT taken_down_by_a_takedown FOREIGN KEY (takedown_id) REFERENCES ops.takedown (takedown_id),
    CONSTRAINT taken_down_hash_is_sha256 CHECK (octet_length(url_key_hash) = 32)
);
CREATE INDEX taken_down_left_idx ON ops.taken_down (takedown_id, url_key_hash) WHERE erased_at IS NULL;
CREATE INDEX taken_down_article_idx ON ops.taken_down (article_id) WHERE article_id IS NOT NULL;
COMMENT ON TABLE ops.taken_down IS 'Addresses whose text is erased, as hashes: nothing under them is stored again unless the takedown is lifted.';
COMMENT ON COLUMN ops.taken_down.url_key_hash IS 'SHA-256 of a url_key, or of another address the article was announced under.';
COMMENT ON COLUMN ops.taken_down.takedown_id IS 'See ops.takedown.';
COMMENT ON COLUMN ops.taken_down.article_id IS 'The number of the article that stood there; null where there was none.';
COMMENT ON COLUMN ops.taken_down.erased_at IS 'When its text was erased; null: it is still to be done.';

-- The loader asks before it inserts; this holds for whoever goes round it.
CREATE FUNCTION news.refuse_taken_down() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM new_row AS n
        INNER JOIN ops.taken_down AS d ON n.url_key_hash = d.url_key_hash
        INNER JOIN ops.takedown AS t ON d.takedown_id = t.takedown_id
        WHERE t.lifted_at IS NULL
    ) THEN
        RAISE EXCEPTION 'the article was taken down' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION news.refuse_taken_down() IS 'Refuses articles that were taken down.';
CREATE TRIGGER refuse_taken_down AFTER INSERT ON news.article
REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT EXECUTE FUNCTION news.refuse_taken_down();

CREATE INDEX url_alias_article_idx ON ops.url_alias (url_key_hash);

COMMENT ON COLUMN ops.sighting.content_hash IS 'SHA-256 of title, date and text as last announced; 32 zero bytes where it was taken down.';
