-- Why: a list imported again must know a feed by an address it had before it moved; and where the disk runs full nobody
-- may claim work, until there is space again.
CREATE TABLE ops.feed_former_address (
    url_key_hash bytea NOT NULL,
    feed_id integer NOT NULL,
    url_shown text NOT NULL,
    left_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT feed_former_address_pkey PRIMARY KEY (url_key_hash),
    CONSTRAINT feed_former_address_has_a_feed FOREIGN KEY (feed_id) REFERENCES ops.feed (feed_id)
);
CREATE INDEX feed_former_address_feed_idx ON ops.feed_former_address (feed_id);
COMMENT ON TABLE ops.feed_former_address IS 'Addresses that feeds had before they moved: a list that still has one means the feed at its new address.';
COMMENT ON COLUMN ops.feed_former_address.url_key_hash IS 'SHA-256 of the canonical form.';
COMMENT ON COLUMN ops.feed_former_address.feed_id IS 'See ops.feed.';
COMMENT ON COLUMN ops.feed_former_address.url_shown IS 'The address without anything that looks like a secret.';
COMMENT ON COLUMN ops.feed_former_address.left_at IS 'When the feed moved away.';

CREATE FUNCTION ops.keep_former_address() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO ops.feed_former_address AS kept (url_key_hash, feed_id, url_shown)
    VALUES (OLD.url_key_hash, OLD.feed_id, OLD.url_shown)
    ON CONFLICT (url_key_hash) DO UPDATE
        SET
            feed_id = excluded.feed_id,
            left_at = excluded.left_at;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION ops.keep_former_address() IS 'Keeps the address that a feed leaves.';
CREATE TRIGGER feed_keeps_former_address AFTER UPDATE OF url_key_hash ON ops.feed
FOR EACH ROW WHEN (OLD.url_key_hash IS DISTINCT FROM NEW.url_key_hash)
EXECUTE FUNCTION ops.keep_former_address();

CREATE TABLE ops.hold (
    reason text NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    checked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    detail text NOT NULL,
    CONSTRAINT hold_pkey PRIMARY KEY (reason),
    CONSTRAINT hold_reason_is_known CHECK (reason IN ('disk', 'person'))
);
COMMENT ON TABLE ops.hold IS 'While there is a row here nobody claims feeds or pages. A row of reason disk goes by itself when there is space again.';
COMMENT ON COLUMN ops.hold.reason IS 'disk: too little space is left; person: somebody wants it so.';
COMMENT ON COLUMN ops.hold.since IS 'Since when.';
COMMENT ON COLUMN ops.hold.checked_at IS 'When the reason was last found to hold.';
COMMENT ON COLUMN ops.hold.detail IS 'The reason as a sentence.';
