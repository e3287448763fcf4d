-- Why: a study must be able to say which texts it is about, and to hand them to somebody else, years and rulesets later.
-- A corpus keeps numbers of versions, and those facts of an article that change without a new version; texts stay where
-- they are, because versions are never changed.
CREATE TABLE news.corpus (
    corpus_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    query text NOT NULL,
    note text,
    frozen_by text NOT NULL,
    frozen_at timestamptz NOT NULL,
    article_count integer NOT NULL DEFAULT 0,
    content_sha256 bytea,
    manifest jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT corpus_pkey PRIMARY KEY (corpus_id),
    CONSTRAINT corpus_name_is_unique UNIQUE (name),
    CONSTRAINT corpus_name_is_a_plain_word CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
    CONSTRAINT corpus_hash_is_sha256 CHECK (octet_length(content_sha256) = 32)
);
COMMENT ON TABLE news.corpus IS 'Sets of articles frozen for research, each with its manifest. Never changed once frozen.';
COMMENT ON COLUMN news.corpus.corpus_id IS 'Our number.';
COMMENT ON COLUMN news.corpus.name IS 'Its name, for good.';
COMMENT ON COLUMN news.corpus.query IS 'The query that chose its articles.';
COMMENT ON COLUMN news.corpus.note IS 'What it is for.';
COMMENT ON COLUMN news.corpus.frozen_by IS 'Who froze it.';
COMMENT ON COLUMN news.corpus.frozen_at IS 'When.';
COMMENT ON COLUMN news.corpus.article_count IS 'Its articles, those taken down later among them.';
COMMENT ON COLUMN news.corpus.content_sha256 IS 'SHA-256 of the row_sha256 of its members, one after the other, as frozen.';
COMMENT ON COLUMN news.corpus.manifest IS 'What it holds: coverage by source, language and day, versions of extractor, rules, learned lines and detector.';

CREATE TABLE news.corpus_member (
    corpus_id integer NOT NULL,
    position integer NOT NULL,
    article_id bigint NOT NULL,
    version integer NOT NULL,
    public_id text NOT NULL,
    source text NOT NULL,
    origin text NOT NULL,
    url text,
    site_name text,
    section text,
    authors text[] NOT NULL,
    display_title text,
    body_kinds text,
    language text NOT NULL,
    language_confidence real NOT NULL,
    script text,
    published_raw text,
    published_local text,
    published_precision text,
    published_at timestamptz,
    published_earliest timestamptz,
    published_latest timestamptz,
    stored_at timestamptz NOT NULL,
    extractor text NOT NULL,
    ruleset text NOT NULL,
    learned_version text,
    language_detector text NOT NULL,
    stratum text[],
    weight double precision,
    row_sha256 bytea,
    is_taken_down boolean NOT NULL DEFAULT FALSE,
    CONSTRAINT corpus_member_pkey PRIMARY KEY (corpus_id, position),
    CONSTRAINT corpus_member_is_there_once UNIQUE (corpus_id, article_id),
    CONSTRAINT corpus_member_has_a_corpus FOREIGN KEY (corpus_id) REFERENCES news.corpus (corpus_id) ON DELETE CASCADE,
    CONSTRAINT corpus_member_hash_is_sha256 CHECK (octet_length(row_sha256) = 32)
);
CREATE INDEX corpus_member_article_idx ON news.corpus_member (article_id);
COMMENT ON TABLE news.corpus_member IS 'The articles of each corpus in the version it froze, with what was known of that version. Read mart.corpus_article, which adds the texts.';
COMMENT ON COLUMN news.corpus_member.corpus_id IS 'See news.corpus.';
COMMENT ON COLUMN news.corpus_member.position IS 'Place in the corpus, from 1, in the order of public_id.';
COMMENT ON COLUMN news.corpus_member.article_id IS 'See news.article; no foreign key, because a member outlives an article that is taken down.';
COMMENT ON COLUMN news.corpus_member.version IS 'The version that was frozen.';
COMMENT ON COLUMN news.corpus_member.public_id IS 'See news.public_id.';
COMMENT ON COLUMN news.corpus_member.source IS 'See news.source.name.';
COMMENT ON COLUMN news.corpus_member.origin IS 'See news.article.';
COMMENT ON COLUMN news.corpus_member.url IS 'The canonical URL where the identity is one, else the URL as announced.';
COMMENT ON COLUMN news.corpus_member.site_name IS 'See news.article.';
COMMENT ON COLUMN news.corpus_member.section IS 'See news.article.';
COMMENT ON COLUMN news.corpus_member.authors IS 'See news.article.';
COMMENT ON COLUMN news.corpus_member.display_title IS 'See news.article; null once taken down.';
COMMENT ON COLUMN news.corpus_member.body_kinds IS 'See news.article; null once taken down.';
COMMENT ON COLUMN news.corpus_member.language IS 'See news.article.';
COMMENT ON COLUMN news.corpus_member.language_confidence IS 'See news.article.';
COMMENT ON COLUMN news.corpus_member.script IS 'See news.article.';
COMMENT ON COLUMN news.corpus_member.published_raw IS 'See news.article; null once taken down.';
COMMENT ON COLUMN news.corpus_member.published_local IS 'See news.article.';
COMMENT ON COLUMN news.corpus_member.published_precision IS 'See news.article.';
COMMENT ON COLUMN news.corpus_member.published_at IS 'See news.article.';
COMMENT ON COLUMN news.corpus_member.published_earliest IS 'See news.article.';
COMMENT ON COLUMN news.corpus_member.published_latest IS 'See news.article.';
COMMENT ON COLUMN news.corpus_member.stored_at IS 'When this version was stored.';
COMMENT ON COLUMN news.corpus_member.extractor IS 'See news.article.';
COMMENT ON COLUMN news.corpus_member.ruleset IS 'See news.article.';
COMMENT ON COLUMN news.corpus_member.learned_version IS 'Version of the learned lines that acted on it; empty where none did, null where nobody knows.';
COMMENT ON COLUMN news.corpus_member.language_detector IS 'See news.article.';
COMMENT ON COLUMN news.corpus_member.stratum IS 'The stratum it was sampled from, see mart.sample; null where it was not sampled.';
COMMENT ON COLUMN news.corpus_member.weight IS 'How many articles of its stratum it stands for; null where it was not sampled.';
COMMENT ON COLUMN news.corpus_member.row_sha256 IS 'SHA-256 of its facts and text as frozen, see news.corpus_row_sha256; null once taken down.';
COMMENT ON COLUMN news.corpus_member.is_taken_down IS 'Its text was erased after the corpus was frozen: a declared gap.';

-- The session's time zone and float digits must not decide on a hash. What is listed here never changes: a corpus that
-- was frozen with more would need a function of another name.
CREATE FUNCTION news.corpus_row_sha256(member news.corpus_member, title text, lead text, body text) RETURNS bytea
LANGUAGE sql
STABLE
PARALLEL SAFE
SET timezone = 'UTC'
SET extra_float_digits = 1
AS $$
SELECT sha256(convert_to(
    jsonb_build_array(
        member.public_id, member.version, member.source, member.origin, member.url, member.site_name, member.section,
        member.authors, member.display_title, member.body_kinds, member.language, member.language_confidence,
        member.script, member.published_raw, member.published_local, member.published_precision, member.published_at,
        member.published_earliest, member.published_latest, member.stored_at, member.extractor, member.ruleset,
        member.learned_version, member.language_detector, member.stratum, member.weight, title, lead, body
    )::text, 'UTF8'
))
$$;
COMMENT ON FUNCTION news.corpus_row_sha256(news.corpus_member, text, text, text) IS
'SHA-256 of a member of a corpus with its text: of a JSON array, as jsonb prints it.';

CREATE FUNCTION news.text_sha256(title text, lead text, body text) RETURNS bytea
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$ SELECT sha256(convert_to(coalesce(title, '') || chr(31) || coalesce(lead, '') || chr(31) || body, 'UTF8')) $$;
COMMENT ON FUNCTION news.text_sha256(text, text, text) IS
'SHA-256 of title, lead and body in UTF-8 with U+001F between them, absent ones empty: easy to compute again elsewhere.';
