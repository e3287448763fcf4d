-- Why: analysts ask who reported the same event, in other languages too. Experimental: articles are compared by marks
-- that do not depend on the language (places, names, numbers), and every link is kept with what spoke for it.
CREATE TABLE news.article_anchor (
    article_id bigint NOT NULL,
    method text NOT NULL,
    language text NOT NULL,
    window_kind text NOT NULL,
    window_start timestamptz,
    window_end timestamptz,
    keys text[] NOT NULL,
    labels text[] NOT NULL,
    counts smallint[] NOT NULL,
    stems integer[] NOT NULL,
    probes integer[] NOT NULL,
    read_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT article_anchor_pkey PRIMARY KEY (article_id),
    CONSTRAINT article_anchor_has_an_article FOREIGN KEY (article_id) REFERENCES news.article (article_id),
    CONSTRAINT article_anchor_window_kind_is_known CHECK (window_kind IN ('stated', 'discovered', 'coarse', 'open')),
    CONSTRAINT article_anchor_window_is_whole_or_open CHECK (
        num_nulls(window_start, window_end) = CASE window_kind WHEN 'open' THEN 2 ELSE 0 END
    ),
    CONSTRAINT article_anchor_keys_are_described CHECK (
        cardinality(keys) = cardinality(labels) AND cardinality(keys) = cardinality(counts)
    )
);
-- Looked through right after articles were added: a list of what waits for the index would be read each time.
CREATE INDEX article_anchor_probes_idx ON news.article_anchor USING gin (probes) WITH (fastupdate = off);
ALTER TABLE news.article_anchor ALTER COLUMN probes SET STATISTICS 0;
ALTER TABLE news.article_anchor ALTER COLUMN stems SET STATISTICS 0;
ALTER TABLE news.article_anchor ALTER COLUMN counts SET STATISTICS 0;
ALTER TABLE news.article_anchor ALTER COLUMN labels SET STATISTICS 0;
COMMENT ON TABLE news.article_anchor IS 'EXPERIMENTAL. What each article names that articles of other languages name too: places, names by their sound, numbers. Of the newest version, its first 3,000 characters.';
COMMENT ON COLUMN news.article_anchor.article_id IS 'See news.article.';
COMMENT ON COLUMN news.article_anchor.method IS 'Version of the method that read it.';
COMMENT ON COLUMN news.article_anchor.language IS 'Language it was read in.';
COMMENT ON COLUMN news.article_anchor.window_kind IS 'What is known of when it was published: stated (the day or more), discovered (nothing, but a feed announced it just then), coarse (month or year), open (nothing).';
COMMENT ON COLUMN news.article_anchor.window_start IS 'First instant at which it may have been published; null where open.';
COMMENT ON COLUMN news.article_anchor.window_end IS 'Last one; null where open.';
COMMENT ON COLUMN news.article_anchor.keys IS 'Its anchors: c:KP a country, g:1871859 a city (number of GeoNames), n:krb a name by its consonants, d:350 a number.';
COMMENT ON COLUMN news.article_anchor.labels IS 'Each as people read it: places in English, names and numbers as the article writes them first.';
COMMENT ON COLUMN news.article_anchor.counts IS 'How often each stands there.';
COMMENT ON COLUMN news.article_anchor.stems IS 'Hashes of the beginnings of its words, for comparing within one language.';
COMMENT ON COLUMN news.article_anchor.probes IS 'Hashes of its rarest anchors and stems, each with a stretch of days: by these articles find each other.';
COMMENT ON COLUMN news.article_anchor.read_at IS 'When.';

CREATE TABLE ops.anchor_frequency (
    key text NOT NULL,
    article_count integer NOT NULL,
    CONSTRAINT anchor_frequency_pkey PRIMARY KEY (key),
    CONSTRAINT anchor_frequency_counts_articles CHECK (article_count > 0)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.1);
COMMENT ON TABLE ops.anchor_frequency IS 'In how many articles each anchor stands: what is rare says more. Moves with news.article_anchor.';
COMMENT ON COLUMN ops.anchor_frequency.key IS 'See news.article_anchor.keys.';
COMMENT ON COLUMN ops.anchor_frequency.article_count IS 'Articles that hold it.';

CREATE TABLE ops.stem_frequency (
    stem integer NOT NULL,
    article_count integer NOT NULL,
    CONSTRAINT stem_frequency_pkey PRIMARY KEY (stem),
    CONSTRAINT stem_frequency_counts_articles CHECK (article_count > 0)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.1);
COMMENT ON TABLE ops.stem_frequency IS 'In how many articles each stem stands; a hash is of one language.';
COMMENT ON COLUMN ops.stem_frequency.stem IS 'See news.article_anchor.stems.';
COMMENT ON COLUMN ops.stem_frequency.article_count IS 'Articles that hold it.';

CREATE TABLE ops.language_frequency (
    language text NOT NULL,
    article_count integer NOT NULL,
    CONSTRAINT language_frequency_pkey PRIMARY KEY (language),
    CONSTRAINT language_frequency_counts_articles CHECK (article_count > 0)
);
COMMENT ON TABLE ops.language_frequency IS 'How many articles of each language the frequencies count.';
COMMENT ON COLUMN ops.language_frequency.language IS 'See news.article_anchor.language.';
COMMENT ON COLUMN ops.language_frequency.article_count IS 'Articles in it.';

CREATE TABLE news.event (
    event_id bigint GENERATED ALWAYS AS IDENTITY,
    method text NOT NULL,
    first_at timestamptz,
    last_at timestamptz,
    made_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT event_pkey PRIMARY KEY (event_id)
);
COMMENT ON TABLE news.event IS 'EXPERIMENTAL. Things that happened, as articles report them. A row stays when its articles leave; use mart.event.';
COMMENT ON COLUMN news.event.event_id IS 'Its number; where events turn out to be one, the number of the older stays and news.event_redirect leads there.';
COMMENT ON COLUMN news.event.method IS 'Version of the method that made it.';
COMMENT ON COLUMN news.event.first_at IS 'First instant at which its first article may have been published; null where no article says.';
COMMENT ON COLUMN news.event.last_at IS 'Last instant at which its last article may have been.';
COMMENT ON COLUMN news.event.made_at IS 'When it was found.';

CREATE TABLE news.event_member (
    article_id bigint NOT NULL,
    event_id bigint NOT NULL,
    linked_article_id bigint,
    strength real,
    average_strength real,
    anchor_cosine real,
    stem_cosine real,
    shared_keys text[],
    shared_idf real,
    counted_articles integer,
    method text NOT NULL,
    linked_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT event_member_pkey PRIMARY KEY (article_id),
    CONSTRAINT event_member_has_an_article FOREIGN KEY (article_id) REFERENCES news.article (article_id),
    CONSTRAINT event_member_has_an_event FOREIGN KEY (event_id) REFERENCES news.event (event_id),
    CONSTRAINT event_member_has_all_evidence_or_none CHECK (
        num_nulls(strength, average_strength, anchor_cosine, shared_keys, shared_idf, counted_articles) IN (0, 6)
    ),
    CONSTRAINT event_member_is_not_linked_to_itself CHECK (linked_article_id <> article_id)
);
CREATE INDEX event_member_event_idx ON news.event_member (event_id);
CREATE INDEX event_member_linked_idx ON news.event_member (linked_article_id);
COMMENT ON TABLE news.event_member IS 'EXPERIMENTAL. Which article reports which event, and why we think so: the strongest link it had when it joined.';
COMMENT ON COLUMN news.event_member.article_id IS 'See news.article; an article is of one event at most.';
COMMENT ON COLUMN news.event_member.event_id IS 'See news.event.';
COMMENT ON COLUMN news.event_member.linked_article_id IS 'The article it was linked to; null for the one the event began with, and where that one was taken down.';
COMMENT ON COLUMN news.event_member.strength IS 'Of that link: 1 is the least that links, 1.15 where the day of one is not known.';
COMMENT ON COLUMN news.event_member.average_strength IS 'Mean strength towards the last ten members.';
COMMENT ON COLUMN news.event_member.anchor_cosine IS 'Likeness of the anchors, 0 to 1, rare ones counting more.';
COMMENT ON COLUMN news.event_member.stem_cosine IS 'Likeness of the words; null across languages and in languages with few articles.';
COMMENT ON COLUMN news.event_member.shared_keys IS 'Anchors both have, the rarest first; see news.article_anchor.keys.';
COMMENT ON COLUMN news.event_member.shared_idf IS 'How rare these are together: the sum of their inverse document frequencies.';
COMMENT ON COLUMN news.event_member.counted_articles IS 'How many articles the frequencies were of: scores are not made anew when frequencies move.';
COMMENT ON COLUMN news.event_member.method IS 'Version of the method that linked it.';
COMMENT ON COLUMN news.event_member.linked_at IS 'When.';

CREATE TABLE news.event_redirect (
    event_id bigint NOT NULL,
    into_event_id bigint NOT NULL,
    strength real NOT NULL,
    method text NOT NULL,
    merged_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT event_redirect_pkey PRIMARY KEY (event_id),
    CONSTRAINT event_redirect_from_an_event FOREIGN KEY (event_id) REFERENCES news.event (event_id),
    CONSTRAINT event_redirect_into_an_event FOREIGN KEY (into_event_id) REFERENCES news.event (event_id),
    CONSTRAINT event_redirect_leads_to_an_older_event CHECK (into_event_id < event_id)
);
CREATE INDEX event_redirect_into_idx ON news.event_redirect (into_event_id);
COMMENT ON TABLE news.event_redirect IS 'EXPERIMENTAL. Numbers of events that turned out to be another one, always in one step.';
COMMENT ON COLUMN news.event_redirect.event_id IS 'The number that is no longer in use.';
COMMENT ON COLUMN news.event_redirect.into_event_id IS 'The one to use.';
COMMENT ON COLUMN news.event_redirect.strength IS 'Mean strength between the last ten members of both.';
COMMENT ON COLUMN news.event_redirect.method IS 'Version of the method that merged them.';
COMMENT ON COLUMN news.event_redirect.merged_at IS 'When.';

INSERT INTO ops.outbox_reader (reader) VALUES ('events');
