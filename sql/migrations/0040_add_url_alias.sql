-- Why: one article is announced under several addresses: short links, addresses that redirect, pages for phones that name
-- the real one. Whoever announces such an address again has announced that article, and nothing need be fetched.
CREATE TABLE ops.url_alias (
    alias_hash bytea NOT NULL,
    alias text NOT NULL,
    url_key_hash bytea NOT NULL,
    url_key text NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT url_alias_pkey PRIMARY KEY (alias_hash),
    CONSTRAINT url_alias_is_another_address CHECK (alias_hash <> url_key_hash)
);
COMMENT ON TABLE ops.url_alias IS 'Addresses under which articles were announced that go by another one.';
COMMENT ON COLUMN ops.url_alias.alias_hash IS 'SHA-256 of alias.';
COMMENT ON COLUMN ops.url_alias.alias IS 'The address as announced, in canonical form.';
COMMENT ON COLUMN ops.url_alias.url_key_hash IS 'SHA-256 of url_key.';
COMMENT ON COLUMN ops.url_alias.url_key IS 'The address the article goes by: where the redirects ended, or what the page calls its own.';
COMMENT ON COLUMN ops.url_alias.noted_at IS 'When this was last seen to be so.';
