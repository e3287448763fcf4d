-- Why: which feeds are polled, under which terms, and what polling remembers of each. Facts and terms are what a person
-- said and change rarely; the state changes with every poll, so it has a narrow table of its own.
CREATE TABLE ops.feed (
    feed_id integer GENERATED ALWAYS AS IDENTITY,
    feed_key text NOT NULL,
    url text NOT NULL,
    url_key text NOT NULL,
    url_key_hash bytea NOT NULL,
    url_shown text NOT NULL,
    host text NOT NULL,
    site text NOT NULL,
    title text,
    site_url text,
    language text,
    country text,
    publisher text,
    publisher_zone text,
    category text,
    connection_id text,
    on_noarchive text NOT NULL DEFAULT 'store',
    on_reservation text NOT NULL DEFAULT 'metadata',
    obeys_robots boolean NOT NULL DEFAULT FALSE,
    patience real NOT NULL DEFAULT 1,
    revisit_hours real[] NOT NULL DEFAULT '{}',
    revisits_per_day integer NOT NULL DEFAULT 500,
    merged_into integer,
    added_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT feed_pkey PRIMARY KEY (feed_id),
    CONSTRAINT feed_key_is_unique UNIQUE (feed_key),
    CONSTRAINT feed_url_is_unique UNIQUE (url_key_hash),
    CONSTRAINT feed_key_is_short CHECK (feed_key ~ '^[a-z0-9]([a-z0-9._-]{0,98}[a-z0-9])?$'),
    CONSTRAINT feed_urls_are_at_most_8192_bytes CHECK (octet_length(url) <= 8192 AND octet_length(url_key) <= 8192),
    CONSTRAINT feed_country_is_a_code CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT feed_on_noarchive_is_known CHECK (on_noarchive IN ('store', 'metadata', 'skip')),
    CONSTRAINT feed_on_reservation_is_known CHECK (on_reservation IN ('store', 'metadata', 'skip')),
    CONSTRAINT feed_patience_is_sane CHECK (patience BETWEEN 0.1 AND 10),
    CONSTRAINT feed_revisits_are_few CHECK (cardinality(revisit_hours) <= 20 AND revisits_per_day >= 0),
    CONSTRAINT feed_is_merged_into_a_feed FOREIGN KEY (merged_into) REFERENCES ops.feed (feed_id)
);
CREATE INDEX feed_host_idx ON ops.feed (host);
COMMENT ON TABLE ops.feed IS 'The registry of feeds: what people said of each, and the terms under which it is used. Analysts read mart.feed.';
COMMENT ON COLUMN ops.feed.feed_id IS 'Our number.';
COMMENT ON COLUMN ops.feed.feed_key IS 'Short name; the source of its articles and part of its entry keys. Never changes.';
COMMENT ON COLUMN ops.feed.url IS 'Address that is polled. May carry a secret: show url_shown instead.';
COMMENT ON COLUMN ops.feed.url_key IS 'The address in canonical form: two feeds cannot have the same.';
COMMENT ON COLUMN ops.feed.url_key_hash IS 'SHA-256 of url_key.';
COMMENT ON COLUMN ops.feed.url_shown IS 'The address without anything that looks like a secret.';
COMMENT ON COLUMN ops.feed.host IS 'Host of the address, lower case.';
COMMENT ON COLUMN ops.feed.site IS 'Registered domain of the host.';
COMMENT ON COLUMN ops.feed.title IS 'Name as listed.';
COMMENT ON COLUMN ops.feed.site_url IS 'The site it belongs to, as listed.';
COMMENT ON COLUMN ops.feed.language IS 'Language as listed, BCP 47.';
COMMENT ON COLUMN ops.feed.country IS 'Country of the publisher, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN ops.feed.publisher IS 'Who publishes it, as listed.';
COMMENT ON COLUMN ops.feed.publisher_zone IS 'IANA time zone in which the publisher''s dates without an offset are to be read.';
COMMENT ON COLUMN ops.feed.category IS 'Folders it was listed in, joined by /.';
COMMENT ON COLUMN ops.feed.connection_id IS 'Airflow connection with the credentials to ask with; null where none are needed.';
COMMENT ON COLUMN ops.feed.on_noarchive IS 'What to do with a page that says noarchive: store, metadata (no text), skip.';
COMMENT ON COLUMN ops.feed.on_reservation IS 'What to do with a page whose rights to text and data mining are reserved: store, metadata (no text), skip.';
COMMENT ON COLUMN ops.feed.obeys_robots IS 'Whether robots.txt counts for the feed itself too; for pages it always does.';
COMMENT ON COLUMN ops.feed.patience IS 'Times the rhythm of the feed: 0.5 looks twice as often.';
COMMENT ON COLUMN ops.feed.revisit_hours IS 'Hours after publication at which its articles are looked at again; empty: never.';
COMMENT ON COLUMN ops.feed.revisits_per_day IS 'At most so many such looks in 24 hours.';
COMMENT ON COLUMN ops.feed.merged_into IS 'The feed it turned out to be: both moved to one address.';
COMMENT ON COLUMN ops.feed.added_at IS 'When it was registered.';
COMMENT ON COLUMN ops.feed.updated_at IS 'When facts or terms last changed.';

CREATE TABLE ops.feed_state (
    feed_id integer NOT NULL,
    status text NOT NULL DEFAULT 'active',
    next_poll_at timestamptz DEFAULT now(),
    next_poll_why text,
    lease_token uuid,
    lease_owner text,
    lease_until timestamptz,
    etag text,
    last_modified text,
    validators_url text,
    validators_lie boolean NOT NULL DEFAULT FALSE,
    body_hash bytea,
    stable_hash bytea,
    ttl_minutes double precision,
    update_period_s double precision,
    skip_hours integer[] NOT NULL DEFAULT '{}',
    skip_days integer[] NOT NULL DEFAULT '{}',
    cache_s double precision NOT NULL DEFAULT 0,
    gap_s double precision,
    window_s double precision,
    last_poll_at timestamptz,
    last_result text,
    last_detail text,
    last_ok_at timestamptz,
    last_full_at timestamptz,
    last_new_at timestamptz,
    failures double precision NOT NULL DEFAULT 0,
    failing_since timestamptz,
    gone_seen_at timestamptz,
    moved_to text,
    moved_since timestamptz,
    moved_count integer NOT NULL DEFAULT 0,
    kills integer NOT NULL DEFAULT 0,
    poll_count bigint NOT NULL DEFAULT 0,
    kind text,
    format_version text,
    stated_title text,
    stated_language text,
    site_link text,
    self_link text,
    next_link text,
    hubs text[] NOT NULL DEFAULT '{}',
    robots text[] NOT NULL DEFAULT '{}',
    reused_guids text[] NOT NULL DEFAULT '{}',
    reused_links text[] NOT NULL DEFAULT '{}',
    reused_fragments text[] NOT NULL DEFAULT '{}',
    text_sample_count integer NOT NULL DEFAULT 0,
    text_whole_count integer NOT NULL DEFAULT 0,
    CONSTRAINT feed_state_pkey PRIMARY KEY (feed_id),
    CONSTRAINT feed_state_has_a_feed FOREIGN KEY (feed_id) REFERENCES ops.feed (feed_id),
    CONSTRAINT feed_state_status_is_known CHECK (
        status IN ('active', 'unreachable', 'gone', 'quarantined', 'paused')
    ),
    CONSTRAINT feed_state_lease_is_whole_or_absent CHECK (num_nulls(lease_token, lease_owner, lease_until) IN (0, 3)),
    CONSTRAINT feed_state_text_samples_add_up CHECK (text_whole_count BETWEEN 0 AND text_sample_count)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX feed_state_due_idx ON ops.feed_state (next_poll_at)
WHERE status IN ('active', 'unreachable') AND next_poll_at IS NOT NULL;
COMMENT ON TABLE ops.feed_state IS 'What polling remembers of each feed; written with the entries of a poll in one transaction.';
COMMENT ON COLUMN ops.feed_state.feed_id IS 'See ops.feed.';
COMMENT ON COLUMN ops.feed_state.status IS 'active, unreachable (failing for weeks, still tried), gone, quarantined (ended its parser), paused (by a person).';
COMMENT ON COLUMN ops.feed_state.next_poll_at IS 'When it is due; null: not by itself.';
COMMENT ON COLUMN ops.feed_state.next_poll_why IS 'Which rule said so: rhythm, window, hint, retry-after, failures, ...';
COMMENT ON COLUMN ops.feed_state.lease_token IS 'New with every claim, so that one who lost the lease cannot save.';
COMMENT ON COLUMN ops.feed_state.lease_owner IS 'Who polls it now.';
COMMENT ON COLUMN ops.feed_state.lease_until IS 'After this anyone may claim it.';
COMMENT ON COLUMN ops.feed_state.etag IS 'Validator, byte for byte as received.';
COMMENT ON COLUMN ops.feed_state.last_modified IS 'Validator, an opaque string as received.';
COMMENT ON COLUMN ops.feed_state.validators_url IS 'The address that gave the validators; they are sent to no other.';
COMMENT ON COLUMN ops.feed_state.validators_lie IS 'The content changed and the validators did not: they are not sent.';
COMMENT ON COLUMN ops.feed_state.body_hash IS 'Fingerprint of the last body.';
COMMENT ON COLUMN ops.feed_state.stable_hash IS 'The same without build dates: equal means no new entries.';
COMMENT ON COLUMN ops.feed_state.ttl_minutes IS 'Hint of the feed: ttl.';
COMMENT ON COLUMN ops.feed_state.update_period_s IS 'Hint of the feed: sy:updatePeriod by sy:updateFrequency, in seconds.';
COMMENT ON COLUMN ops.feed_state.skip_hours IS 'Hint of the feed: hours of the day (UTC) not to ask in.';
COMMENT ON COLUMN ops.feed_state.skip_days IS 'Hint of the feed: days of the week (0 is Monday) not to ask on.';
COMMENT ON COLUMN ops.feed_state.cache_s IS 'How long the last answer said it may be kept, in seconds.';
COMMENT ON COLUMN ops.feed_state.gap_s IS 'Mean time between its entries, in seconds.';
COMMENT ON COLUMN ops.feed_state.window_s IS 'Time its window spans, in seconds: older entries drop out.';
COMMENT ON COLUMN ops.feed_state.last_poll_at IS 'When it was last polled, whatever came of it.';
COMMENT ON COLUMN ops.feed_state.last_result IS 'What came of that, see ops.poll.';
COMMENT ON COLUMN ops.feed_state.last_detail IS 'The same as a sentence, of a failure.';
COMMENT ON COLUMN ops.feed_state.last_ok_at IS 'When it last answered as a feed should, "not modified" included.';
COMMENT ON COLUMN ops.feed_state.last_full_at IS 'When a whole body last came.';
COMMENT ON COLUMN ops.feed_state.last_new_at IS 'When its newest entry appeared.';
COMMENT ON COLUMN ops.feed_state.failures IS 'Weighted failures in a row.';
COMMENT ON COLUMN ops.feed_state.failing_since IS 'First of the failures in a row.';
COMMENT ON COLUMN ops.feed_state.gone_seen_at IS 'When it first said 410, to be asked once more.';
COMMENT ON COLUMN ops.feed_state.moved_to IS 'Where it has been redirecting for good; believed after some days.';
COMMENT ON COLUMN ops.feed_state.moved_since IS 'Since when.';
COMMENT ON COLUMN ops.feed_state.moved_count IS 'In how many polls.';
COMMENT ON COLUMN ops.feed_state.kills IS 'Parser processes it ended in a row.';
COMMENT ON COLUMN ops.feed_state.poll_count IS 'Polls so far.';
COMMENT ON COLUMN ops.feed_state.kind IS 'Format: rss, atom, rdf, json, news_sitemap, sitemap.';
COMMENT ON COLUMN ops.feed_state.format_version IS 'The format as its reader names it.';
COMMENT ON COLUMN ops.feed_state.stated_title IS 'Title as the feed states it.';
COMMENT ON COLUMN ops.feed_state.stated_language IS 'Language as the feed states it.';
COMMENT ON COLUMN ops.feed_state.site_link IS 'The site, as the feed states it.';
COMMENT ON COLUMN ops.feed_state.self_link IS 'The address the feed gives itself: the topic for its hubs.';
COMMENT ON COLUMN ops.feed_state.next_link IS 'Next page of a paged feed.';
COMMENT ON COLUMN ops.feed_state.hubs IS 'WebSub hubs it names.';
COMMENT ON COLUMN ops.feed_state.robots IS 'What it says of archiving and mining: noarchive, tdm-reservation, ...';
COMMENT ON COLUMN ops.feed_state.reused_guids IS 'Guids that several of its entries carry, so that they identify none.';
COMMENT ON COLUMN ops.feed_state.reused_links IS 'Links that several of its entries carry.';
COMMENT ON COLUMN ops.feed_state.reused_fragments IS 'Links its entries share but for the fragment.';
COMMENT ON COLUMN ops.feed_state.text_sample_count IS 'Entries whose text was held against the text of their page.';
COMMENT ON COLUMN ops.feed_state.text_whole_count IS 'Of these, entries that carried the whole text.';

CREATE TABLE ops.poll_body (
    feed_id integer NOT NULL,
    saved_at timestamptz NOT NULL,
    result text NOT NULL,
    detail text,
    body bytea NOT NULL,
    body_bytes integer NOT NULL,
    CONSTRAINT poll_body_pkey PRIMARY KEY (feed_id),
    CONSTRAINT poll_body_has_a_feed FOREIGN KEY (feed_id) REFERENCES ops.feed (feed_id)
);
ALTER TABLE ops.poll_body ALTER COLUMN body SET STORAGE EXTERNAL;
COMMENT ON TABLE ops.poll_body IS 'The last body of each feed that could not be read, for a person to look at.';
COMMENT ON COLUMN ops.poll_body.feed_id IS 'See ops.feed.';
COMMENT ON COLUMN ops.poll_body.saved_at IS 'When it came.';
COMMENT ON COLUMN ops.poll_body.result IS 'Why it could not be read, see ops.poll.';
COMMENT ON COLUMN ops.poll_body.detail IS 'The same as a sentence.';
COMMENT ON COLUMN ops.poll_body.body IS 'The bytes, compressed with zstd.';
COMMENT ON COLUMN ops.poll_body.body_bytes IS 'Their number before compression.';
