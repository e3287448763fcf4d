-- Why: what a source repeats in article after article is boilerplate no rule can know. It is learned from hashes that
-- each article keeps of its lines: rebuilt by a query, never counted up, so that a retry or backfill counts nothing twice.
CREATE TABLE news.article_line (
    article_id bigint NOT NULL,
    source_id integer NOT NULL,
    day date NOT NULL,
    title_hash bigint,
    opening_hash bigint,
    line_hashes bigint[] NOT NULL,
    kinds text NOT NULL,
    word_counts smallint[] NOT NULL,
    base_sha256 bytea NOT NULL,
    learned_version text NOT NULL,
    CONSTRAINT article_line_pkey PRIMARY KEY (article_id),
    CONSTRAINT article_line_has_an_article FOREIGN KEY (article_id) REFERENCES news.article (article_id),
    CONSTRAINT article_line_has_a_kind_and_length_per_line CHECK (
        cardinality(line_hashes) = char_length(kinds) AND cardinality(line_hashes) = cardinality(word_counts)
    ),
    CONSTRAINT article_line_base_is_sha256 CHECK (octet_length(base_sha256) = 32)
);
CREATE INDEX article_line_source_day_idx ON news.article_line (source_id, day);
COMMENT ON TABLE news.article_line IS 'The lines of each article (newest version) as hashes: as the rules leave them, before learned lines go, without the title.';
COMMENT ON COLUMN news.article_line.article_id IS 'See news.article.';
COMMENT ON COLUMN news.article_line.source_id IS 'See news.source.';
COMMENT ON COLUMN news.article_line.day IS 'Day of publication where stated to the day, else the day the article was first stored.';
COMMENT ON COLUMN news.article_line.title_hash IS 'Hash of the headline; null where there is none.';
COMMENT ON COLUMN news.article_line.opening_hash IS 'Hash of the first words of the headline: equal within a series.';
COMMENT ON COLUMN news.article_line.line_hashes IS 'One hash per line in reading order; case, marks and white space do not count, digits do.';
COMMENT ON COLUMN news.article_line.kinds IS 'One letter per line: h heading, q quote or speech, s sentence, o other.';
COMMENT ON COLUMN news.article_line.word_counts IS 'Words of each line.';
COMMENT ON COLUMN news.article_line.base_sha256 IS 'SHA-256 of the text before learned lines went: equal where only learned lines make a difference.';
COMMENT ON COLUMN news.article_line.learned_version IS 'Version of the learned lines that acted on this text; empty where there were none.';

CREATE TABLE news.learned_line (
    source_id integer NOT NULL,
    line_hash bigint NOT NULL,
    status text NOT NULL,
    text text,
    article_count integer NOT NULL,
    title_count integer NOT NULL,
    opening_count integer NOT NULL,
    day_count integer NOT NULL,
    source_share real NOT NULL,
    tail_share real NOT NULL,
    head_share real NOT NULL,
    sole_share real NOT NULL,
    neighbour_share real NOT NULL,
    heading_count integer NOT NULL,
    quote_count integer NOT NULL,
    sentence_count integer NOT NULL,
    is_title boolean NOT NULL,
    word_count integer NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    example_article_ids bigint[] NOT NULL,
    lacks text[] NOT NULL,
    decided_by text,
    decided_reason text,
    decided_at timestamptz,
    CONSTRAINT learned_line_pkey PRIMARY KEY (source_id, line_hash),
    CONSTRAINT learned_line_source_exists FOREIGN KEY (source_id) REFERENCES news.source (source_id),
    CONSTRAINT learned_line_status_is_known CHECK (status IN ('candidate', 'promoted', 'approved', 'rejected')),
    CONSTRAINT learned_line_is_decided_by_somebody CHECK (
        num_nulls(decided_by, decided_at) = CASE WHEN status IN ('approved', 'rejected') THEN 0 ELSE 2 END
    )
);
CREATE INDEX learned_line_acting_idx ON news.learned_line (source_id) WHERE status IN ('promoted', 'approved');
COMMENT ON TABLE news.learned_line IS 'Lines that recur in the articles of a source, with the evidence. Rebuilt by refresh_marts; only decisions of people are kept.';
COMMENT ON COLUMN news.learned_line.source_id IS 'See news.source.';
COMMENT ON COLUMN news.learned_line.line_hash IS 'The hash in news.article_line.line_hashes.';
COMMENT ON COLUMN news.learned_line.status IS 'candidate (waits for a person), promoted (passes every test), approved or rejected (a person said so). promoted and approved lines are removed from new articles.';
COMMENT ON COLUMN news.learned_line.text IS 'The line as it stands in an example; null until it was looked up.';
COMMENT ON COLUMN news.learned_line.article_count IS 'Articles of the window that hold it.';
COMMENT ON COLUMN news.learned_line.title_count IS 'Different headlines among them.';
COMMENT ON COLUMN news.learned_line.opening_count IS 'Different first words of those headlines.';
COMMENT ON COLUMN news.learned_line.day_count IS 'Different days among them.';
COMMENT ON COLUMN news.learned_line.source_share IS 'Their share of the articles of the source.';
COMMENT ON COLUMN news.learned_line.tail_share IS 'Share of its places where nothing but repeated lines, or one short line, follows.';
COMMENT ON COLUMN news.learned_line.head_share IS 'Share of its places with nothing but repeated lines before.';
COMMENT ON COLUMN news.learned_line.sole_share IS 'Share of its places where the article has no line that is not repeated.';
COMMENT ON COLUMN news.learned_line.neighbour_share IS 'Different lines next to it (before it, at the head after it), repeated ones skipped, per article.';
COMMENT ON COLUMN news.learned_line.heading_count IS 'Places where it is a heading.';
COMMENT ON COLUMN news.learned_line.quote_count IS 'Places where it is a quote or speech.';
COMMENT ON COLUMN news.learned_line.sentence_count IS 'Places where it ends like a sentence.';
COMMENT ON COLUMN news.learned_line.is_title IS 'It is the headline of an article of the source.';
COMMENT ON COLUMN news.learned_line.word_count IS 'Its words.';
COMMENT ON COLUMN news.learned_line.first_day IS 'First day it was seen in the window.';
COMMENT ON COLUMN news.learned_line.last_day IS 'Last day it was seen.';
COMMENT ON COLUMN news.learned_line.example_article_ids IS 'Up to five articles that hold it.';
COMMENT ON COLUMN news.learned_line.lacks IS 'Tests it does not pass: articles, titles, openings, days, heading, quote, title, sole, neighbours, place, words. Empty: promoted.';
COMMENT ON COLUMN news.learned_line.decided_by IS 'Who approved or rejected it.';
COMMENT ON COLUMN news.learned_line.decided_reason IS 'Why.';
COMMENT ON COLUMN news.learned_line.decided_at IS 'When.';
