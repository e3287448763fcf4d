-- Why: most news is somebody else's text. What is kept of a text finds its near copies without reading all others again;
-- what was found is kept pair by pair with its evidence, so that groups can be made anew from it.
CREATE TABLE news.article_signature (
    article_id bigint NOT NULL,
    method smallint NOT NULL,
    content_sha256 bytea NOT NULL,
    source_id integer NOT NULL,
    site text,
    band_keys bigint[] NOT NULL,
    sketch bytea NOT NULL,
    shingle_count integer NOT NULL,
    sentence_hashes bigint[] NOT NULL,
    sentence_letters smallint[] NOT NULL,
    title_hash bigint,
    title_share real NOT NULL,
    is_wall boolean NOT NULL DEFAULT false,
    CONSTRAINT article_signature_pkey PRIMARY KEY (article_id),
    CONSTRAINT article_signature_has_an_article FOREIGN KEY (article_id) REFERENCES news.article (article_id),
    CONSTRAINT article_signature_content_is_sha256 CHECK (octet_length(content_sha256) = 32),
    CONSTRAINT article_signature_is_whole_or_absent CHECK (
        (cardinality(band_keys) = 0) = (octet_length(sketch) = 0)
    ),
    CONSTRAINT article_signature_has_letters_per_sentence CHECK (
        cardinality(sentence_hashes) = cardinality(sentence_letters)
    ),
    CONSTRAINT article_signature_title_share_is_a_share CHECK (title_share BETWEEN 0 AND 1)
);
-- A lookup reads the whole list of entries that wait for an index with fastupdate, and ours come right after the writes.
CREATE INDEX article_signature_band_keys_idx ON news.article_signature USING gin (band_keys)
WITH (fastupdate = off);
CREATE INDEX article_signature_sentence_hashes_idx ON news.article_signature USING gin (sentence_hashes)
WITH (fastupdate = off);
-- Hashes are all different: statistics of their elements would cost each ANALYZE seconds and say nothing.
ALTER TABLE news.article_signature ALTER COLUMN band_keys SET STATISTICS 0;
ALTER TABLE news.article_signature ALTER COLUMN sentence_hashes SET STATISTICS 0;
ALTER TABLE news.article_signature ALTER COLUMN sentence_letters SET STATISTICS 0;
ALTER TABLE news.article_signature ALTER COLUMN sketch SET STATISTICS 0;
COMMENT ON TABLE news.article_signature IS 'What is kept of the text of each article (newest version, lead and body) to find its near copies.';
COMMENT ON COLUMN news.article_signature.article_id IS 'See news.article.';
COMMENT ON COLUMN news.article_signature.method IS 'Version of the method that made the signature.';
COMMENT ON COLUMN news.article_signature.content_sha256 IS 'The content it was made of, see news.article.';
COMMENT ON COLUMN news.article_signature.source_id IS 'See news.source.';
COMMENT ON COLUMN news.article_signature.site IS 'Registered domain of the article''s URL; null where it has none.';
COMMENT ON COLUMN news.article_signature.band_keys IS '42 hashes of the sketch: texts that share one are compared. Empty where the text is too short.';
COMMENT ON COLUMN news.article_signature.sketch IS 'MinHash of the sequences of four words (six characters in scripts without spaces): 126 numbers of 16 bits, low byte first; the share of equal ones estimates the similarity of two texts.';
COMMENT ON COLUMN news.article_signature.shingle_count IS 'Different sequences in the text.';
COMMENT ON COLUMN news.article_signature.sentence_hashes IS 'Hashes of its long sentences; case and punctuation do not count.';
COMMENT ON COLUMN news.article_signature.sentence_letters IS 'Letters of each; 15 of a script without spaces count for 40, as do 20 of Hangul.';
COMMENT ON COLUMN news.article_signature.title_hash IS 'Hash of the headline; null where there is none.';
COMMENT ON COLUMN news.article_signature.title_share IS 'Share of the headline''s longer words that stand in the text; 1 where there is no headline.';
COMMENT ON COLUMN news.article_signature.is_wall IS 'The text is what the site shows instead of articles: under three different headlines or more, of which it says nothing.';

CREATE TABLE news.article_relation (
    article_id bigint NOT NULL,
    other_id bigint NOT NULL,
    kind text NOT NULL,
    pair_kind text NOT NULL,
    is_wall_like boolean NOT NULL,
    joins_group boolean NOT NULL,
    similarity real NOT NULL,
    containment real NOT NULL,
    sentence_share real NOT NULL,
    shared_letters integer NOT NULL,
    method smallint NOT NULL,
    found_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT article_relation_pkey PRIMARY KEY (article_id, other_id),
    CONSTRAINT article_relation_has_an_article FOREIGN KEY (article_id) REFERENCES news.article (article_id),
    CONSTRAINT article_relation_has_another FOREIGN KEY (other_id) REFERENCES news.article (article_id),
    CONSTRAINT article_relation_is_kept_once CHECK (article_id < other_id),
    CONSTRAINT article_relation_kind_is_known CHECK (kind IN ('syndicated', 'update', 'template', 'wall')),
    CONSTRAINT article_relation_pair_kind_is_known CHECK (pair_kind IN ('syndicated', 'update', 'template')),
    CONSTRAINT article_relation_shares_are_shares CHECK (
        similarity BETWEEN 0 AND 1 AND containment BETWEEN 0 AND 1 AND sentence_share BETWEEN 0 AND 1
    )
);
CREATE INDEX article_relation_other_idx ON news.article_relation (other_id);
COMMENT ON TABLE news.article_relation IS 'Pairs of articles whose texts are alike, each once, with the evidence. No row: not compared, or not alike.';
COMMENT ON COLUMN news.article_relation.article_id IS 'The article with the smaller number; which came first is in mart.duplicate.';
COMMENT ON COLUMN news.article_relation.other_id IS 'The other one.';
COMMENT ON COLUMN news.article_relation.kind IS 'syndicated (two publishers), update (one publisher, the same article again), template (one publisher, one form filled twice), wall (what a site shows instead of articles).';
COMMENT ON COLUMN news.article_relation.pair_kind IS 'What the pair alone says: pages of a wall are seen only among three.';
COMMENT ON COLUMN news.article_relation.is_wall_like IS 'One publisher, one text, two headlines that have nothing in common with each other or with the text.';
COMMENT ON COLUMN news.article_relation.joins_group IS 'The two belong to one group of mart.duplicate_group: walls, and all but templates from similarity .35 on.';
COMMENT ON COLUMN news.article_relation.similarity IS 'Estimated share of common word sequences among all of both texts, 0 to 1; standard deviation at most .045.';
COMMENT ON COLUMN news.article_relation.containment IS 'Estimated share of the shorter text that stands in the longer, 0 to 1.';
COMMENT ON COLUMN news.article_relation.sentence_share IS 'Share of the long sentences, by letters, of the text with fewer that the other has too; exact.';
COMMENT ON COLUMN news.article_relation.shared_letters IS 'Letters of the shared long sentences; 15 of a script without spaces count for 40, as do 20 of Hangul.';
COMMENT ON COLUMN news.article_relation.method IS 'Version of the method that found it.';
COMMENT ON COLUMN news.article_relation.found_at IS 'When.';

CREATE TABLE news.duplicate_member (
    article_id bigint NOT NULL,
    group_id bigint NOT NULL,
    CONSTRAINT duplicate_member_pkey PRIMARY KEY (article_id),
    CONSTRAINT duplicate_member_has_an_article FOREIGN KEY (article_id) REFERENCES news.article (article_id),
    CONSTRAINT duplicate_member_group_is_its_first CHECK (group_id <= article_id)
);
CREATE INDEX duplicate_member_group_idx ON news.duplicate_member (group_id);
COMMENT ON TABLE news.duplicate_member IS 'Articles that are near copies of others: what hangs together by relations with joins_group is a group. Made of news.article_relation alone.';
COMMENT ON COLUMN news.duplicate_member.article_id IS 'See news.article.';
COMMENT ON COLUMN news.duplicate_member.group_id IS 'The smallest article_id of the group.';

-- A formula that thousands of articles hold would have each new one compared with all of them.
CREATE TABLE ops.crowd (
    key bigint NOT NULL,
    article_id bigint NOT NULL,
    CONSTRAINT crowd_pkey PRIMARY KEY (key, article_id),
    CONSTRAINT crowd_has_an_article FOREIGN KEY (article_id) REFERENCES news.article (article_id)
);
CREATE INDEX crowd_article_idx ON ops.crowd (article_id);
COMMENT ON TABLE ops.crowd IS 'Keys of news.article_signature that crowds of articles hold: who comes with one is compared with these few instead of all.';
COMMENT ON COLUMN ops.crowd.key IS 'A band key or the hash of a sentence.';
COMMENT ON COLUMN ops.crowd.article_id IS 'One of the first articles that held it, by number.';

INSERT INTO ops.outbox_reader (reader) VALUES ('duplicates');
