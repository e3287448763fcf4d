-- Why: what a person corrects must not be lost when the article is read again with better rules.
CREATE TABLE news.override (
    url_key_hash bytea NOT NULL,
    field text NOT NULL,
    url_key text NOT NULL,
    value text NOT NULL,
    reason text NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamptz NOT NULL,
    CONSTRAINT override_pkey PRIMARY KEY (url_key_hash, field),
    CONSTRAINT override_hash_is_sha256 CHECK (octet_length(url_key_hash) = 32),
    CONSTRAINT override_has_a_reason CHECK (reason <> '')
);
COMMENT ON TABLE news.override IS 'What a person said of an article. It holds whenever the article is read; what is no article is left out of the marts.';
COMMENT ON COLUMN news.override.url_key_hash IS 'SHA-256 of url_key.';
COMMENT ON COLUMN news.override.field IS 'language, published or not_article.';
COMMENT ON COLUMN news.override.url_key IS 'The article, see news.article; it need not be there yet.';
COMMENT ON COLUMN news.override.value IS 'A language code; an ISO 8601 date or undated; true.';
COMMENT ON COLUMN news.override.reason IS 'Why.';
COMMENT ON COLUMN news.override.decided_by IS 'Who said so.';
COMMENT ON COLUMN news.override.decided_at IS 'When.';

COMMENT ON COLUMN news.article_version.cause IS 'Why it was replaced: publisher (the document changed), manual (a person corrected it).';
COMMENT ON COLUMN news.article.published_where IS 'Where the date stands: entry, prefix, line, jsonld, meta, time, url, htmldate; manual where a person stated it.';

-- The loader says why, for the length of its transaction; who says nothing has the document changed.
CREATE OR REPLACE FUNCTION news.keep_version() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.changed_at := greatest(now(), OLD.changed_at);
    INSERT INTO news.article_version (
        article_id, version, title, display_title, lead, body, body_kinds,
        published_raw, published_local, published_precision, published_offset_minutes, published_zone_source,
        published_where, published_earliest, published_latest, published_at,
        language, content_sha256, page_sha256, extractor, ruleset, valid_from, valid_to, cause
    )
    VALUES (
        OLD.article_id, OLD.version, OLD.title, OLD.display_title, OLD.lead, OLD.body, OLD.body_kinds,
        OLD.published_raw, OLD.published_local, OLD.published_precision, OLD.published_offset_minutes,
        OLD.published_zone_source, OLD.published_where, OLD.published_earliest, OLD.published_latest, OLD.published_at,
        OLD.language, OLD.content_sha256, OLD.page_sha256, OLD.extractor, OLD.ruleset, OLD.changed_at, NEW.changed_at,
        coalesce(nullif(current_setting('wireroom.cause', TRUE), ''), 'publisher')
    );
    RETURN NEW;
END
$$;
