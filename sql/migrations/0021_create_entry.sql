-- Why: what feeds announce, as it came, and the queue of what is owed to it. A sighting says that an announcement is
-- known, so that polling the same window again writes nothing; a row of ops.entry exists only while work is owed, so the
-- queue stays as small as the backlog. Work is claimed by registered domain: one process at a time keeps a site's pace,
-- and one busy publisher cannot starve the others.
CREATE TABLE raw.entry (
    feed_id integer NOT NULL,
    entry_key_hash bytea NOT NULL,
    stored_at timestamptz NOT NULL,
    entry_key text NOT NULL,
    url_key text NOT NULL,
    url text NOT NULL,
    host text NOT NULL,
    site text NOT NULL,
    content_hash bytea NOT NULL,
    carries_text boolean NOT NULL,
    guid text,
    link text,
    title text,
    summary text,
    content_html text,
    published_raw text,
    updated_raw text,
    language text,
    authors text[] NOT NULL,
    categories text[] NOT NULL,
    enclosures jsonb NOT NULL,
    source_name text,
    source_url text,
    CONSTRAINT entry_pkey PRIMARY KEY (entry_key_hash, stored_at)
) PARTITION BY RANGE (stored_at);
COMMENT ON TABLE raw.entry IS 'What feeds announced, as they announced it: a row when an entry is new, another when it changed. One partition per month of stored_at.';
COMMENT ON COLUMN raw.entry.feed_id IS 'See ops.feed.';
COMMENT ON COLUMN raw.entry.entry_key_hash IS 'SHA-256 of entry_key.';
COMMENT ON COLUMN raw.entry.stored_at IS 'When this row was written, by the clock of the server.';
COMMENT ON COLUMN raw.entry.entry_key IS 'Identity of the announcement: feed:key#guid.';
COMMENT ON COLUMN raw.entry.url_key IS 'Identity of the article announced.';
COMMENT ON COLUMN raw.entry.url IS 'Address to fetch: the link, else the url_key.';
COMMENT ON COLUMN raw.entry.host IS 'Its host; of an entry without a link that of its feed.';
COMMENT ON COLUMN raw.entry.site IS 'Registered domain of the host.';
COMMENT ON COLUMN raw.entry.content_hash IS 'SHA-256 of title, date and text as announced.';
COMMENT ON COLUMN raw.entry.carries_text IS 'The feed was believed to carry the whole text, so that the page need not be fetched.';
COMMENT ON COLUMN raw.entry.guid IS 'Its guid or id.';
COMMENT ON COLUMN raw.entry.link IS 'Its link, absolute.';
COMMENT ON COLUMN raw.entry.title IS 'Its title, plain text.';
COMMENT ON COLUMN raw.entry.summary IS 'Its summary, plain text.';
COMMENT ON COLUMN raw.entry.content_html IS 'Its content, markup as it stood; null where the feed gives none.';
COMMENT ON COLUMN raw.entry.published_raw IS 'Its date of publication as it stood.';
COMMENT ON COLUMN raw.entry.updated_raw IS 'Its date of change as it stood.';
COMMENT ON COLUMN raw.entry.language IS 'The language it declares itself, else that of the feed.';
COMMENT ON COLUMN raw.entry.authors IS 'Its authors.';
COMMENT ON COLUMN raw.entry.categories IS 'Its categories.';
COMMENT ON COLUMN raw.entry.enclosures IS 'Its pictures, sounds, videos: url, content_type, length.';
COMMENT ON COLUMN raw.entry.source_name IS 'The publisher an aggregator names.';
COMMENT ON COLUMN raw.entry.source_url IS 'The address of that publisher.';

CREATE TABLE ops.sighting (
    entry_key_hash bytea NOT NULL,
    feed_id integer NOT NULL,
    url_key_hash bytea NOT NULL,
    alias_hash bytea,
    content_hash bytea NOT NULL,
    same_as bytea,
    stored_at timestamptz NOT NULL,
    first_seen_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    change_count integer NOT NULL DEFAULT 0,
    changed_at timestamptz,
    CONSTRAINT sighting_pkey PRIMARY KEY (entry_key_hash),
    CONSTRAINT sighting_has_a_feed FOREIGN KEY (feed_id) REFERENCES ops.feed (feed_id)
);
CREATE INDEX sighting_url_idx ON ops.sighting (url_key_hash, feed_id);
CREATE INDEX sighting_feed_idx ON ops.sighting (feed_id, first_seen_at);
CREATE INDEX sighting_alias_idx ON ops.sighting (alias_hash) WHERE alias_hash IS NOT NULL;
COMMENT ON TABLE ops.sighting IS 'Every announcement a feed has made: one row each, so that it is new only once. Analysts read mart.sighting.';
COMMENT ON COLUMN ops.sighting.entry_key_hash IS 'SHA-256 of the entry key.';
COMMENT ON COLUMN ops.sighting.feed_id IS 'See ops.feed.';
COMMENT ON COLUMN ops.sighting.url_key_hash IS 'SHA-256 of the url_key of the article announced.';
COMMENT ON COLUMN ops.sighting.alias_hash IS 'SHA-256 of its second name, which survives a move of the site to another host.';
COMMENT ON COLUMN ops.sighting.content_hash IS 'SHA-256 of title, date and text as last announced.';
COMMENT ON COLUMN ops.sighting.same_as IS 'Another name of this known entry, after the feed gave its entries new guids; null of a first name.';
COMMENT ON COLUMN ops.sighting.stored_at IS 'The stored_at of its newest row in raw.entry.';
COMMENT ON COLUMN ops.sighting.first_seen_at IS 'The poll that first brought it.';
COMMENT ON COLUMN ops.sighting.last_seen_at IS 'The last poll that brought it; moves in steps of six hours.';
COMMENT ON COLUMN ops.sighting.change_count IS 'How often the announcement changed.';
COMMENT ON COLUMN ops.sighting.changed_at IS 'When it last changed; null where it never did.';

CREATE TABLE ops.site (
    site text NOT NULL,
    live_ready_at timestamptz,
    ready_at timestamptz,
    next_allowed_at timestamptz,
    lease_token uuid,
    lease_owner text,
    lease_until timestamptz,
    CONSTRAINT site_pkey PRIMARY KEY (site),
    CONSTRAINT site_lease_is_whole_or_absent CHECK (num_nulls(lease_token, lease_owner, lease_until) IN (0, 3))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX site_live_ready_idx ON ops.site (live_ready_at) WHERE live_ready_at IS NOT NULL;
CREATE INDEX site_ready_idx ON ops.site (ready_at) WHERE ready_at IS NOT NULL;
COMMENT ON TABLE ops.site IS 'Registered domains with pages to fetch: what a task claims, so that one process at a time keeps the pace of a site.';
COMMENT ON COLUMN ops.site.site IS 'The registered domain.';
COMMENT ON COLUMN ops.site.live_ready_at IS 'When its first live entry is due; null where it has none.';
COMMENT ON COLUMN ops.site.ready_at IS 'When its first entry of any priority is due; null where it has none.';
COMMENT ON COLUMN ops.site.next_allowed_at IS 'Nobody may ask it anything before.';
COMMENT ON COLUMN ops.site.lease_token IS 'New with every claim, so that one who lost the lease changes nothing.';
COMMENT ON COLUMN ops.site.lease_owner IS 'Who fetches from it now.';
COMMENT ON COLUMN ops.site.lease_until IS 'After this anyone may claim it.';

CREATE TABLE ops.host (
    host text NOT NULL,
    site text NOT NULL,
    blocked_until timestamptz,
    crawl_delay_s double precision,
    latency_s double precision,
    failures integer NOT NULL DEFAULT 0,
    last_ok_at timestamptz,
    last_failed_at timestamptz,
    CONSTRAINT host_pkey PRIMARY KEY (host)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX host_site_idx ON ops.host (site);
COMMENT ON TABLE ops.host IS 'What each host wants: how slowly, and until when it wants to be left alone.';
COMMENT ON COLUMN ops.host.host IS 'The host, lower case.';
COMMENT ON COLUMN ops.host.site IS 'Its registered domain.';
COMMENT ON COLUMN ops.host.blocked_until IS 'It asked (429, Retry-After) not to be asked anything before; feeds and pages alike.';
COMMENT ON COLUMN ops.host.crawl_delay_s IS 'Seconds between requests, as its robots.txt wants.';
COMMENT ON COLUMN ops.host.latency_s IS 'How long it takes to answer, a moving average in seconds.';
COMMENT ON COLUMN ops.host.failures IS 'Fetches in a row that failed for reasons of the host.';
COMMENT ON COLUMN ops.host.last_ok_at IS 'When a fetch last succeeded.';
COMMENT ON COLUMN ops.host.last_failed_at IS 'When one last failed.';

CREATE TABLE ops.robots (
    robots_url text NOT NULL,
    host text NOT NULL,
    site text NOT NULL,
    standing text NOT NULL,
    text text NOT NULL,
    confirmed_at timestamptz,
    tried_at timestamptz NOT NULL,
    unreachable_since timestamptz,
    CONSTRAINT robots_pkey PRIMARY KEY (robots_url),
    CONSTRAINT robots_standing_is_known CHECK (standing IN ('rules', 'allow_all', 'unreachable')),
    CONSTRAINT robots_url_is_short CHECK (octet_length(robots_url) <= 1000)
);
CREATE INDEX robots_site_idx ON ops.robots (site);
COMMENT ON TABLE ops.robots IS 'robots.txt of each origin, as last understood.';
COMMENT ON COLUMN ops.robots.robots_url IS 'Where it is.';
COMMENT ON COLUMN ops.robots.host IS 'Its host.';
COMMENT ON COLUMN ops.robots.site IS 'Registered domain of the host.';
COMMENT ON COLUMN ops.robots.standing IS 'rules, allow_all (there is none), unreachable (nobody knows: nothing is fetched).';
COMMENT ON COLUMN ops.robots.text IS 'The rules, at most 500 KiB.';
COMMENT ON COLUMN ops.robots.confirmed_at IS 'When the server last gave a clear answer.';
COMMENT ON COLUMN ops.robots.tried_at IS 'When it was last asked for.';
COMMENT ON COLUMN ops.robots.unreachable_since IS 'Since when it cannot be had; null where it can.';

CREATE TABLE ops.entry (
    entry_key_hash bytea NOT NULL,
    entry_key text NOT NULL,
    url_key text NOT NULL,
    url_key_hash bytea NOT NULL,
    url text NOT NULL,
    host text NOT NULL,
    site text NOT NULL,
    feed_id integer,
    source text NOT NULL,
    origin text NOT NULL,
    purpose text NOT NULL DEFAULT 'new',
    priority smallint NOT NULL,
    title text,
    published_raw text,
    declared_language text,
    raw_stored_at timestamptz,
    carries_text boolean NOT NULL DEFAULT FALSE,
    state text NOT NULL DEFAULT 'pending',
    not_before timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    failures integer NOT NULL DEFAULT 0,
    failing_since timestamptz,
    last_trouble text,
    last_detail text,
    seen_at timestamptz NOT NULL,
    queued_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT entry_queue_pkey PRIMARY KEY (entry_key_hash),
    CONSTRAINT entry_has_a_feed FOREIGN KEY (feed_id) REFERENCES ops.feed (feed_id),
    CONSTRAINT entry_state_is_known CHECK (state IN ('pending', 'transient')),
    CONSTRAINT entry_purpose_is_known CHECK (purpose IN ('new', 'changed', 'replay', 'revisit')),
    CONSTRAINT entry_is_transient_where_it_failed CHECK ((failures > 0) = (state = 'transient')),
    CONSTRAINT entry_priority_is_known CHECK (priority BETWEEN 0 AND 2)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
CREATE INDEX entry_site_idx ON ops.entry (site, priority, not_before);
CREATE INDEX entry_url_idx ON ops.entry (url_key_hash);
COMMENT ON TABLE ops.entry IS 'The queue: entries whose page is to be fetched and read. A row leaves in the transaction that writes its disposition.';
COMMENT ON COLUMN ops.entry.entry_key_hash IS 'SHA-256 of entry_key.';
COMMENT ON COLUMN ops.entry.entry_key IS 'Identity of the announcement: feed:key#guid; revisit:url_key of a revisit.';
COMMENT ON COLUMN ops.entry.url_key IS 'Identity of the article.';
COMMENT ON COLUMN ops.entry.url_key_hash IS 'SHA-256 of url_key.';
COMMENT ON COLUMN ops.entry.url IS 'Address to fetch, as announced; the url_key of an entry without a link.';
COMMENT ON COLUMN ops.entry.host IS 'Its host; of an entry without a link that of its feed.';
COMMENT ON COLUMN ops.entry.site IS 'Registered domain of the host.';
COMMENT ON COLUMN ops.entry.feed_id IS 'The feed that announced it, see ops.feed.';
COMMENT ON COLUMN ops.entry.source IS 'What announced it: the feed key.';
COMMENT ON COLUMN ops.entry.origin IS 'How it was discovered: live (by polling), backfill.';
COMMENT ON COLUMN ops.entry.purpose IS 'new, changed (the announcement did), replay (a person asked), revisit (of a known article).';
COMMENT ON COLUMN ops.entry.priority IS '0 live, 1 revisit, 2 backfill: lower ones first.';
COMMENT ON COLUMN ops.entry.title IS 'Title as announced.';
COMMENT ON COLUMN ops.entry.published_raw IS 'Date as announced.';
COMMENT ON COLUMN ops.entry.declared_language IS 'Language as announced.';
COMMENT ON COLUMN ops.entry.raw_stored_at IS 'The stored_at of its row in raw.entry; null of a revisit.';
COMMENT ON COLUMN ops.entry.carries_text IS 'The feed carries the whole text: its page need not be fetched.';
COMMENT ON COLUMN ops.entry.state IS 'pending, or transient: it failed for a reason that may heal.';
COMMENT ON COLUMN ops.entry.not_before IS 'When it is due.';
COMMENT ON COLUMN ops.entry.attempts IS 'How often it was claimed.';
COMMENT ON COLUMN ops.entry.failures IS 'How often it failed for a reason that may heal.';
COMMENT ON COLUMN ops.entry.failing_since IS 'When it first failed.';
COMMENT ON COLUMN ops.entry.last_trouble IS 'Why, one word.';
COMMENT ON COLUMN ops.entry.last_detail IS 'Why, as a sentence.';
COMMENT ON COLUMN ops.entry.seen_at IS 'The poll that brought it.';
COMMENT ON COLUMN ops.entry.queued_at IS 'When it was queued.';

-- Looking again at pages of known articles.
CREATE TABLE news.article_check (
    article_id bigint NOT NULL,
    feed_id integer,
    url text NOT NULL,
    host text NOT NULL,
    site text NOT NULL,
    last_checked_at timestamptz NOT NULL,
    check_count integer NOT NULL DEFAULT 1,
    withdrawn_at timestamptz,
    withdrawn_status integer,
    etag text,
    last_modified text,
    validators_url text,
    next_check_at timestamptz,
    CONSTRAINT article_check_pkey PRIMARY KEY (article_id),
    CONSTRAINT article_check_has_an_article FOREIGN KEY (article_id) REFERENCES news.article (article_id),
    CONSTRAINT article_check_withdrawal_is_whole_or_absent CHECK (num_nulls(withdrawn_at, withdrawn_status) IN (0, 2))
);
CREATE INDEX article_check_due_idx ON news.article_check (next_check_at) WHERE next_check_at IS NOT NULL;
COMMENT ON TABLE news.article_check IS 'When the page of an article was last looked at, and whether it is still there. No row: it never was, the article came from a file.';
COMMENT ON COLUMN news.article_check.article_id IS 'See news.article.';
COMMENT ON COLUMN news.article_check.feed_id IS 'The feed under whose terms it is looked at again.';
COMMENT ON COLUMN news.article_check.url IS 'The address that is asked.';
COMMENT ON COLUMN news.article_check.host IS 'Its host.';
COMMENT ON COLUMN news.article_check.site IS 'Registered domain of the host.';
COMMENT ON COLUMN news.article_check.last_checked_at IS 'When the server last answered for it, changed or not.';
COMMENT ON COLUMN news.article_check.check_count IS 'How often it did.';
COMMENT ON COLUMN news.article_check.withdrawn_at IS 'When the server first said that it is no longer there; null while it is.';
COMMENT ON COLUMN news.article_check.withdrawn_status IS 'How it said so: 404 or 410.';
COMMENT ON COLUMN news.article_check.etag IS 'Validator, as received.';
COMMENT ON COLUMN news.article_check.last_modified IS 'Validator, as received.';
COMMENT ON COLUMN news.article_check.validators_url IS 'The address that gave the validators.';
COMMENT ON COLUMN news.article_check.next_check_at IS 'When it is looked at again; null: never.';

CREATE INDEX disposition_entry_idx ON ops.disposition (entry_key_hash, decided_at);
CREATE INDEX disposition_rejected_idx ON ops.disposition (decided_at) WHERE outcome = 'rejected';
COMMENT ON COLUMN ops.disposition.outcome IS 'stored (new article), updated, unchanged, duplicate (another entry had brought the same article), rejected.';
COMMENT ON COLUMN ops.disposition.entry_key IS 'Identity of the announcement: seed:source/path#record, feed:key#guid, revisit:url_key.';
COMMENT ON COLUMN ops.disposition.stage IS 'Where it was rejected: discover, fetch, extract, clean, load.';
COMMENT ON COLUMN ops.disposition.origin IS 'How it was discovered: demo, seed, live, backfill.';
COMMENT ON COLUMN raw.page.origin IS 'How it was discovered: demo, seed, live, backfill.';
COMMENT ON COLUMN news.article.origin IS 'How it was discovered: demo (shipped with Wireroom), seed (a file somebody gave us), live (a feed we poll), backfill (a feed''s or site''s past).';
COMMENT ON TABLE news.source IS 'What announces articles: a named set of seed files, or a feed.';
COMMENT ON COLUMN news.source.name IS 'The name given when the files were ingested; the key of a feed.';
