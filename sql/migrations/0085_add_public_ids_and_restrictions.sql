-- Why: a number of this warehouse cannot be cited: after a restore elsewhere it names another article. And what leaves
-- the warehouse as a file must leave out the sources whose publishers do not want that.
CREATE FUNCTION news.public_id(url_key_hash bytea) RETURNS text
LANGUAGE sql
IMMUTABLE
RETURNS NULL ON NULL INPUT
PARALLEL SAFE
AS $$ SELECT 'wr' || encode(substring(url_key_hash, 1, 10), 'hex') $$;
COMMENT ON FUNCTION news.public_id(bytea) IS
'The public id of an article: wr and the first 20 hexadecimal digits of the SHA-256 of its url_key. The same in every warehouse.';

-- 80 bits: at a billion articles the odds of one collision are 1 to 2.4 million. The second article is then refused by
-- name (refused_by_warehouse) instead of sharing an id with the first.
CREATE UNIQUE INDEX article_public_id_is_unique ON news.article (news.public_id(url_key_hash));

CREATE TABLE news.source_restriction (
    source text NOT NULL,
    reason text NOT NULL,
    restricted_by text NOT NULL,
    restricted_at timestamptz NOT NULL,
    CONSTRAINT source_restriction_pkey PRIMARY KEY (source),
    CONSTRAINT source_restriction_has_a_reason CHECK (reason <> '')
);
COMMENT ON TABLE news.source_restriction IS 'Sources whose texts are left out of exports, unless whoever exports asks for them.';
COMMENT ON COLUMN news.source_restriction.source IS 'See news.source.name; it need not have articles yet.';
COMMENT ON COLUMN news.source_restriction.reason IS 'Why.';
COMMENT ON COLUMN news.source_restriction.restricted_by IS 'Who said so.';
COMMENT ON COLUMN news.source_restriction.restricted_at IS 'When.';
