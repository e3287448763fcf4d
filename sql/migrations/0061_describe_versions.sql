-- Why: analysts ask what a publisher changed and when. Each version keeps which code made it; what differs from the one
-- before is worked out once, word by word, after loading; and a page that goes back and forth makes no endless history.
ALTER TABLE news.article_version
ADD COLUMN language_detector text,
ADD COLUMN learned_version text;
COMMENT ON COLUMN news.article_version.language_detector IS 'See news.article; null of versions that were superseded before this was kept.';
COMMENT ON COLUMN news.article_version.learned_version IS 'Version of the learned lines that acted on this text, see news.article_line; null where that is not known.';
COMMENT ON COLUMN news.article_version.cause IS 'Why it was replaced, so why the version after it came: publisher (the document changed), reprocess (read again with other code or rules), learned (only learned lines made the difference), manual (a person corrected it). mart.article_version has it with the version that came.';

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
        language, content_sha256, page_sha256, extractor, ruleset, language_detector, learned_version,
        valid_from, valid_to, cause
    )
    VALUES (
        OLD.article_id, OLD.version, OLD.title, OLD.display_title, OLD.lead, OLD.body, OLD.body_kinds,
        OLD.published_raw, OLD.published_local, OLD.published_precision, OLD.published_offset_minutes,
        OLD.published_zone_source, OLD.published_where, OLD.published_earliest, OLD.published_latest, OLD.published_at,
        OLD.language, OLD.content_sha256, OLD.page_sha256, OLD.extractor, OLD.ruleset, OLD.language_detector,
        (SELECT l.learned_version FROM news.article_line AS l WHERE l.article_id = OLD.article_id),
        OLD.changed_at, NEW.changed_at,
        coalesce(nullif(current_setting('wireroom.cause', TRUE), ''), 'publisher')
    );
    RETURN NEW;
END
$$;

CREATE TABLE news.article_change (
    article_id bigint NOT NULL,
    version integer NOT NULL,
    kinds text[] NOT NULL,
    removed_word_count integer NOT NULL,
    added_word_count integer NOT NULL,
    similarity real NOT NULL,
    piece_fields text[] NOT NULL,
    piece_befores text[] NOT NULL,
    piece_removals text[] NOT NULL,
    piece_additions text[] NOT NULL,
    piece_afters text[] NOT NULL,
    is_shortened boolean NOT NULL,
    CONSTRAINT article_change_pkey PRIMARY KEY (article_id, version),
    CONSTRAINT article_change_has_an_article FOREIGN KEY (article_id) REFERENCES news.article (article_id),
    CONSTRAINT article_change_is_to_a_later_version CHECK (version > 1),
    CONSTRAINT article_change_kinds_are_known CHECK (kinds <@ ARRAY['title', 'lead', 'body', 'date']),
    CONSTRAINT article_change_similarity_is_a_share CHECK (similarity BETWEEN 0 AND 1),
    CONSTRAINT article_change_pieces_are_whole CHECK (
        cardinality(piece_fields) = cardinality(piece_befores)
        AND cardinality(piece_fields) = cardinality(piece_removals)
        AND cardinality(piece_fields) = cardinality(piece_additions)
        AND cardinality(piece_fields) = cardinality(piece_afters)
    )
);
COMMENT ON TABLE news.article_change IS 'What each version changed of the one before, word by word. Made by refresh_marts; mart.article_version and mart.change_piece show it.';
COMMENT ON COLUMN news.article_change.article_id IS 'See news.article.';
COMMENT ON COLUMN news.article_change.version IS 'The version that came; it is compared with the one before it.';
COMMENT ON COLUMN news.article_change.kinds IS 'What differs: title, lead, body, date.';
COMMENT ON COLUMN news.article_change.removed_word_count IS 'Words of title, lead and body that went; in scripts without spaces characters.';
COMMENT ON COLUMN news.article_change.added_word_count IS 'Words that came.';
COMMENT ON COLUMN news.article_change.similarity IS 'Share of words, of both versions together, that stayed: 1 where only the date changed.';
COMMENT ON COLUMN news.article_change.piece_fields IS 'For each changed place, in reading order: title, lead or body.';
COMMENT ON COLUMN news.article_change.piece_befores IS 'The words that stand before it in both versions.';
COMMENT ON COLUMN news.article_change.piece_removals IS 'What stood there; empty where words only came.';
COMMENT ON COLUMN news.article_change.piece_additions IS 'What stands there now; empty where words only went.';
COMMENT ON COLUMN news.article_change.piece_afters IS 'The words that stand after it in both versions.';
COMMENT ON COLUMN news.article_change.is_shortened IS 'There are more or longer places than are kept here; both versions are there in full.';

CREATE TABLE news.correction (
    article_id bigint NOT NULL,
    version integer NOT NULL,
    position integer NOT NULL,
    text text NOT NULL,
    rule text NOT NULL,
    CONSTRAINT correction_pkey PRIMARY KEY (article_id, version, position),
    CONSTRAINT correction_has_an_article FOREIGN KEY (article_id) REFERENCES news.article (article_id)
);
COMMENT ON TABLE news.correction IS 'Notices by which an article says that it was corrected, where they first stand. Made by refresh_marts; mart.correction shows it.';
COMMENT ON COLUMN news.correction.article_id IS 'See news.article.';
COMMENT ON COLUMN news.correction.version IS 'The first version that has it.';
COMMENT ON COLUMN news.correction.position IS 'Number of the block that is it: 0 title, then lead and body.';
COMMENT ON COLUMN news.correction.text IS 'The notice, at most 2000 characters.';
COMMENT ON COLUMN news.correction.rule IS 'What it was known by, see plugins/wireroom/compare/corrections.toml.';

CREATE TABLE news.article_flap (
    article_id bigint NOT NULL,
    held_count integer NOT NULL DEFAULT 1,
    first_held_at timestamptz NOT NULL DEFAULT now(),
    last_held_at timestamptz NOT NULL DEFAULT now(),
    last_why text NOT NULL,
    last_content_sha256 bytea NOT NULL,
    last_page_sha256 bytea NOT NULL,
    CONSTRAINT article_flap_pkey PRIMARY KEY (article_id),
    CONSTRAINT article_flap_has_an_article FOREIGN KEY (article_id) REFERENCES news.article (article_id),
    CONSTRAINT article_flap_why_is_known CHECK (last_why IN ('returned', 'too_often'))
);
COMMENT ON TABLE news.article_flap IS 'Articles whose page goes back and forth: texts that made no version of their own, counted. The rule is in sql/queries/article/resolve.sql.';
COMMENT ON COLUMN news.article_flap.article_id IS 'See news.article.';
COMMENT ON COLUMN news.article_flap.held_count IS 'How often a text of it was not made a version.';
COMMENT ON COLUMN news.article_flap.first_held_at IS 'When for the first time.';
COMMENT ON COLUMN news.article_flap.last_held_at IS 'When for the last time.';
COMMENT ON COLUMN news.article_flap.last_why IS 'returned (a text came back for the second time within 24 hours), too_often (12 versions within 24 hours).';
COMMENT ON COLUMN news.article_flap.last_content_sha256 IS 'SHA-256 of the text that was held last, see news.article.content_sha256.';
COMMENT ON COLUMN news.article_flap.last_page_sha256 IS 'The stored page it stands in, see raw.page: nothing is lost.';

INSERT INTO ops.outbox_reader (reader) VALUES ('changes');
