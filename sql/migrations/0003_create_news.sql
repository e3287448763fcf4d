-- Why: the facts. One row per article, its earlier versions, and a ledger of everything the cleaner took out.
CREATE TABLE news.source (
    source_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT source_pkey PRIMARY KEY (source_id),
    CONSTRAINT source_name_is_unique UNIQUE (name),
    CONSTRAINT source_name_is_short CHECK (octet_length(name) BETWEEN 1 AND 500)
);
COMMENT ON TABLE news.source IS 'What announces articles: a named set of seed files.';
COMMENT ON COLUMN news.source.source_id IS 'Our number.';
COMMENT ON COLUMN news.source.name IS 'The name given when the files were ingested.';
COMMENT ON COLUMN news.source.first_seen_at IS 'When its first article was stored.';

CREATE TABLE news.article (
    article_id bigint GENERATED ALWAYS AS IDENTITY,
    url_key text NOT NULL,
    url_key_hash bytea NOT NULL,
    source_id integer NOT NULL,
    entry_key text NOT NULL,
    origin text NOT NULL,
    url text,
    title text,
    display_title text NOT NULL,
    lead text,
    body text NOT NULL,
    body_kinds text NOT NULL,
    authors text[] NOT NULL,
    site_name text,
    section text,
    canonical_url text,
    published_raw text,
    published_local text,
    published_precision text,
    published_offset_minutes integer,
    published_zone_source text,
    published_where text,
    published_earliest timestamptz,
    published_latest timestamptz,
    published_at timestamptz,
    language text NOT NULL,
    language_confidence real NOT NULL,
    language_detected text NOT NULL,
    language_declared text,
    language_declared_where text,
    language_agrees boolean,
    language_is_mixed boolean NOT NULL,
    language_detector text NOT NULL,
    script text,
    is_over_budget boolean NOT NULL,
    nul_count integer NOT NULL,
    surrogate_count integer NOT NULL,
    undecodable_count integer NOT NULL,
    mixed_count integer NOT NULL,
    content_sha256 bytea NOT NULL,
    page_sha256 bytea NOT NULL,
    extractor text NOT NULL,
    ruleset text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT article_pkey PRIMARY KEY (article_id),
    CONSTRAINT article_url_key_is_unique UNIQUE (url_key_hash),
    CONSTRAINT article_source_exists FOREIGN KEY (source_id) REFERENCES news.source (source_id),
    CONSTRAINT article_hashes_are_sha256 CHECK (
        octet_length(url_key_hash) = 32 AND octet_length(content_sha256) = 32 AND octet_length(page_sha256) = 32
    ),
    CONSTRAINT article_urls_are_at_most_8192_bytes CHECK (
        octet_length(url_key) <= 8192 AND octet_length(url) <= 8192 AND octet_length(canonical_url) <= 8192
    ),
    CONSTRAINT article_text_not_empty CHECK (body <> '' OR lead IS NOT NULL),
    CONSTRAINT article_body_has_one_kind_per_block CHECK (
        cardinality(string_to_array(body, E'\n\n')) = char_length(body_kinds) AND body_kinds ~ '^[a-z]*$'
    ),
    CONSTRAINT article_published_is_whole_or_absent CHECK (
        num_nulls(
            published_raw, published_local, published_precision, published_zone_source, published_where,
            published_earliest, published_latest
        ) IN (0, 7)
    ),
    CONSTRAINT article_published_precision_is_known CHECK (
        published_precision IN ('year', 'month', 'day', 'minute', 'second')
    ),
    CONSTRAINT article_published_zone_source_is_known CHECK (
        published_zone_source IN ('stated', 'feed', 'publisher', 'none')
    ),
    CONSTRAINT article_published_offset_has_a_source CHECK (
        (published_offset_minutes IS NOT NULL) = (published_zone_source <> 'none')
    ),
    CONSTRAINT article_published_offset_is_on_earth CHECK (published_offset_minutes BETWEEN -1440 AND 1440),
    CONSTRAINT article_published_range_is_not_empty CHECK (published_earliest < published_latest),
    CONSTRAINT article_published_at_only_where_exact CHECK (
        published_at IS NULL
        OR (
            published_precision IN ('minute', 'second')
            AND published_offset_minutes IS NOT NULL
            AND published_at = published_earliest
        )
    ),
    CONSTRAINT article_language_is_a_code CHECK (language ~ '^([a-z]{2,3}|und)$'),
    CONSTRAINT article_language_confidence_is_a_probability CHECK (language_confidence BETWEEN 0 AND 1),
    CONSTRAINT article_version_starts_at_1 CHECK (version >= 1)
);
CREATE INDEX article_source_id_idx ON news.article (source_id);
CREATE INDEX article_published_earliest_idx ON news.article (published_earliest);
CREATE INDEX article_changed_at_idx ON news.article (changed_at);

COMMENT ON TABLE news.article IS 'Cleaned, tagged articles: one row per url_key, in its newest version.';
COMMENT ON COLUMN news.article.article_id IS 'Our number; stays the same over versions.';
COMMENT ON COLUMN news.article.url_key IS 'Identity: the canonical URL, else the entry key.';
COMMENT ON COLUMN news.article.url_key_hash IS 'SHA-256 of url_key: what is indexed, because an index row ends at 2704 bytes.';
COMMENT ON COLUMN news.article.source_id IS 'What announced it first.';
COMMENT ON COLUMN news.article.entry_key IS 'The announcement it was first stored for.';
COMMENT ON COLUMN news.article.origin IS 'How it was discovered: demo (shipped with Wireroom) or seed (a file somebody gave us).';
COMMENT ON COLUMN news.article.url IS 'URL as announced; null where there was none.';
COMMENT ON COLUMN news.article.title IS 'The headline; null where the document has none.';
COMMENT ON COLUMN news.article.display_title IS 'The headline, else the beginning of the text.';
COMMENT ON COLUMN news.article.lead IS 'The opening summary; null where the document sets none apart.';
COMMENT ON COLUMN news.article.body IS 'What remains after title and lead: blocks joined by a blank line.';
COMMENT ON COLUMN news.article.body_kinds IS 'One letter per block of body: p paragraph, h sub-headline, i list item, q quote, t table row.';
COMMENT ON COLUMN news.article.authors IS 'As named by the document, in its order; empty where it names none.';
COMMENT ON COLUMN news.article.site_name IS 'Name of the site, as the page states it.';
COMMENT ON COLUMN news.article.section IS 'Section of the site, as the page states it.';
COMMENT ON COLUMN news.article.canonical_url IS 'Canonical URL, as the page states it.';
COMMENT ON COLUMN news.article.published_raw IS 'The publication date as it stands in the document; null where there is none.';
COMMENT ON COLUMN news.article.published_local IS 'The stated wall-clock value, cut to its precision: 2023-10, 2023-08-31T08:58.';
COMMENT ON COLUMN news.article.published_precision IS 'The finest part that was stated: year, month, day, minute, second.';
COMMENT ON COLUMN news.article.published_offset_minutes IS 'Offset east of UTC; null where nobody stated one.';
COMMENT ON COLUMN news.article.published_zone_source IS 'Who stated the offset: stated (the date itself), feed, publisher, none.';
COMMENT ON COLUMN news.article.published_where IS 'Where the date stands: entry, prefix, line, jsonld, meta, time, url, htmldate.';
COMMENT ON COLUMN news.article.published_earliest IS 'First instant the date may mean; without an offset seen from every offset on Earth.';
COMMENT ON COLUMN news.article.published_latest IS 'End of the instants the date may mean, not included.';
COMMENT ON COLUMN news.article.published_at IS 'The exact moment, only where minute and offset are known; never filled from our clock.';
COMMENT ON COLUMN news.article.language IS 'Language of the text, ISO 639-1 (no for nb and nn), or und.';
COMMENT ON COLUMN news.article.language_confidence IS 'Calibrated probability of language, 0 to 1; 0 where und.';
COMMENT ON COLUMN news.article.language_detected IS 'What the detector alone says of the text, before declarations.';
COMMENT ON COLUMN news.article.language_declared IS 'The declaration that counted most; null where nobody declared.';
COMMENT ON COLUMN news.article.language_declared_where IS 'Who declared it: hint, entry, html, og, jsonld, http.';
COMMENT ON COLUMN news.article.language_agrees IS 'Does the declaration agree with language; null where nobody declared.';
COMMENT ON COLUMN news.article.language_is_mixed IS 'A fifth or more of the text is in another language.';
COMMENT ON COLUMN news.article.language_detector IS 'Name and version of the detector.';
COMMENT ON COLUMN news.article.script IS 'Script of most letters, ISO 15924: Latn, Grek.';
COMMENT ON COLUMN news.article.is_over_budget IS 'More would have been removed than one article may lose, so only sure cuts were made.';
COMMENT ON COLUMN news.article.nul_count IS 'NUL characters that were removed.';
COMMENT ON COLUMN news.article.surrogate_count IS 'Lone surrogates that were replaced by U+FFFD.';
COMMENT ON COLUMN news.article.undecodable_count IS 'Bytes that fitted neither the encoding of the text nor a second one.';
COMMENT ON COLUMN news.article.mixed_count IS 'Lines that were in another encoding than the rest.';
COMMENT ON COLUMN news.article.content_sha256 IS 'SHA-256 of title, lead and body.';
COMMENT ON COLUMN news.article.page_sha256 IS 'SHA-256 of the stored page this version was read from, see raw.page.';
COMMENT ON COLUMN news.article.extractor IS 'Name and version of what read the page for this version.';
COMMENT ON COLUMN news.article.ruleset IS 'Version of the cleaning rules that made this version.';
COMMENT ON COLUMN news.article.version IS 'Counts from 1; a new one when title, lead, body or publication date change.';
COMMENT ON COLUMN news.article.first_seen_at IS 'When version 1 was stored.';
COMMENT ON COLUMN news.article.changed_at IS 'When this version was stored.';
COMMENT ON COLUMN news.article.updated_at IS 'When anything in this row was last written: version, language, authors or other metadata.';

CREATE TABLE news.article_version (
    article_id bigint NOT NULL,
    version integer NOT NULL,
    title text,
    display_title text NOT NULL,
    lead text,
    body text NOT NULL,
    body_kinds text NOT NULL,
    published_raw text,
    published_local text,
    published_precision text,
    published_offset_minutes integer,
    published_zone_source text,
    published_where text,
    published_earliest timestamptz,
    published_latest timestamptz,
    published_at timestamptz,
    language text NOT NULL,
    content_sha256 bytea NOT NULL,
    page_sha256 bytea NOT NULL,
    extractor text NOT NULL,
    ruleset text NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_to timestamptz NOT NULL,
    cause text NOT NULL DEFAULT 'publisher',
    CONSTRAINT article_version_pkey PRIMARY KEY (article_id, version),
    CONSTRAINT article_version_has_an_article FOREIGN KEY (article_id) REFERENCES news.article (article_id),
    CONSTRAINT article_version_ends_after_it_starts CHECK (valid_to >= valid_from)
);
COMMENT ON TABLE news.article_version IS 'Versions that were superseded; the newest one is in news.article. Written by a trigger only.';
COMMENT ON COLUMN news.article_version.article_id IS 'See news.article.';
COMMENT ON COLUMN news.article_version.version IS 'See news.article.';
COMMENT ON COLUMN news.article_version.title IS 'See news.article.';
COMMENT ON COLUMN news.article_version.display_title IS 'See news.article.';
COMMENT ON COLUMN news.article_version.lead IS 'See news.article.';
COMMENT ON COLUMN news.article_version.body IS 'See news.article.';
COMMENT ON COLUMN news.article_version.body_kinds IS 'See news.article.';
COMMENT ON COLUMN news.article_version.published_raw IS 'See news.article.';
COMMENT ON COLUMN news.article_version.published_local IS 'See news.article.';
COMMENT ON COLUMN news.article_version.published_precision IS 'See news.article.';
COMMENT ON COLUMN news.article_version.published_offset_minutes IS 'See news.article.';
COMMENT ON COLUMN news.article_version.published_zone_source IS 'See news.article.';
COMMENT ON COLUMN news.article_version.published_where IS 'See news.article.';
COMMENT ON COLUMN news.article_version.published_earliest IS 'See news.article.';
COMMENT ON COLUMN news.article_version.published_latest IS 'See news.article.';
COMMENT ON COLUMN news.article_version.published_at IS 'See news.article.';
COMMENT ON COLUMN news.article_version.language IS 'See news.article.';
COMMENT ON COLUMN news.article_version.content_sha256 IS 'See news.article.';
COMMENT ON COLUMN news.article_version.page_sha256 IS 'See news.article.';
COMMENT ON COLUMN news.article_version.extractor IS 'See news.article.';
COMMENT ON COLUMN news.article_version.ruleset IS 'See news.article.';
COMMENT ON COLUMN news.article_version.valid_from IS 'When this version was stored.';
COMMENT ON COLUMN news.article_version.valid_to IS 'When the next version replaced it.';
COMMENT ON COLUMN news.article_version.cause IS 'Why it was replaced: publisher (the document changed).';

-- A trigger, so that no loader and no hotfix by hand changes a text without a trace. Not a CTE of the loader's UPDATE:
-- that one reads the row after it was changed, and keeps nothing.
CREATE FUNCTION news.keep_version() RETURNS trigger
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
        language, content_sha256, page_sha256, extractor, ruleset, valid_from, valid_to
    )
    VALUES (
        OLD.article_id, OLD.version, OLD.title, OLD.display_title, OLD.lead, OLD.body, OLD.body_kinds,
        OLD.published_raw, OLD.published_local, OLD.published_precision, OLD.published_offset_minutes,
        OLD.published_zone_source, OLD.published_where, OLD.published_earliest, OLD.published_latest, OLD.published_at,
        OLD.language, OLD.content_sha256, OLD.page_sha256, OLD.extractor, OLD.ruleset, OLD.changed_at, NEW.changed_at
    );
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION news.keep_version() IS 'Keeps the superseded version of an article and counts the new one.';

CREATE TRIGGER keep_version
BEFORE UPDATE ON news.article
FOR EACH ROW
WHEN (
    (
        OLD.title, OLD.lead, OLD.body, OLD.published_local, OLD.published_offset_minutes, OLD.published_earliest,
        OLD.published_latest
    ) IS DISTINCT FROM (
        NEW.title, NEW.lead, NEW.body, NEW.published_local, NEW.published_offset_minutes, NEW.published_earliest,
        NEW.published_latest
    )
)
EXECUTE FUNCTION news.keep_version();

CREATE TABLE news.removal (
    article_id bigint NOT NULL,
    version integer NOT NULL,
    position integer NOT NULL,
    block integer NOT NULL,
    start integer NOT NULL,
    text text NOT NULL,
    kind text NOT NULL,
    rule text NOT NULL,
    moved boolean NOT NULL,
    ruleset text NOT NULL,
    CONSTRAINT removal_pkey PRIMARY KEY (article_id, version, position),
    CONSTRAINT removal_has_an_article FOREIGN KEY (article_id) REFERENCES news.article (article_id)
);
COMMENT ON TABLE news.removal IS 'Every piece the cleaner took out of an article, of superseded versions too: text + removed = extract.';
COMMENT ON COLUMN news.removal.article_id IS 'See news.article.';
COMMENT ON COLUMN news.removal.version IS 'The version of the article it was removed from.';
COMMENT ON COLUMN news.removal.position IS 'Number of the piece in reading order, from 0.';
COMMENT ON COLUMN news.removal.block IS 'The block of the extract it stood in, from 0.';
COMMENT ON COLUMN news.removal.start IS 'Where in that block it began, in characters from 0.';
COMMENT ON COLUMN news.removal.text IS 'Exactly as it stood.';
COMMENT ON COLUMN news.removal.kind IS 'What it is: video_notice, related_label, related_link, date_line, ...';
COMMENT ON COLUMN news.removal.rule IS 'Id of the rule that decided.';
COMMENT ON COLUMN news.removal.moved IS 'Kept as metadata (date, byline) instead of dropped.';
COMMENT ON COLUMN news.removal.ruleset IS 'Version of the rules.';

-- lz4 where the server was built with it: bulk loads cost a third of pglz. Elsewhere bodies stay with pglz.
DO $$
BEGIN
    ALTER TABLE news.article ALTER COLUMN body SET COMPRESSION lz4;
    ALTER TABLE news.article_version ALTER COLUMN body SET COMPRESSION lz4;
EXCEPTION
    WHEN feature_not_supported OR invalid_parameter_value THEN
        NULL;
END
$$;
