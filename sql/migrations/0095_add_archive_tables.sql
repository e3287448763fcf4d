-- Why: a backfill must be able to say which entries it is about, what was announced of each (a sitemap and its page may
-- disagree on a date: both are kept), and which sitemaps, feeds and files it found them in. What a pass is about is kept
-- apart from the queue, so that passes that overlap share the work: an entry is queued once and counts for each of them.
CREATE TABLE ops.archive_entry (
    dag_id text NOT NULL,
    run_id text NOT NULL,
    entry_key_hash bytea NOT NULL,
    entry_key text NOT NULL,
    url_key text NOT NULL,
    url_key_hash bytea NOT NULL,
    site text NOT NULL,
    found_by text NOT NULL,
    found_in text NOT NULL,
    announced_raw text NOT NULL,
    announced_as text NOT NULL,
    announced_local text NOT NULL,
    announced_at timestamptz,
    standing text NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT archive_entry_pkey PRIMARY KEY (dag_id, run_id, entry_key_hash),
    CONSTRAINT archive_entry_standing_is_known CHECK (standing IN ('queued', 'shared', 'stored', 'rejected', 'read')),
    CONSTRAINT archive_entry_is_announced_in_a_known_way CHECK (
        announced_as IN ('published', 'modified', 'captured', 'read')
    )
);
CREATE INDEX archive_entry_key_idx ON ops.archive_entry (entry_key_hash);
CREATE INDEX archive_entry_url_idx ON ops.archive_entry (url_key_hash);
COMMENT ON TABLE ops.archive_entry IS 'What each pass over an interval of the past is about, with the date by which it was chosen.';
COMMENT ON COLUMN ops.archive_entry.dag_id IS 'See ops.run.';
COMMENT ON COLUMN ops.archive_entry.run_id IS 'The pass: pass_run_id of ops.backfill_interval.';
COMMENT ON COLUMN ops.archive_entry.entry_key_hash IS 'SHA-256 of entry_key.';
COMMENT ON COLUMN ops.archive_entry.entry_key IS 'Identity of the announcement: archive:url_key, so that an article is fetched once however it was found; warc:file#offset; seed:source/path#record.';
COMMENT ON COLUMN ops.archive_entry.url_key IS 'Identity of the article announced.';
COMMENT ON COLUMN ops.archive_entry.url_key_hash IS 'SHA-256 of url_key.';
COMMENT ON COLUMN ops.archive_entry.site IS 'Registered domain of its address; empty of a file without one.';
COMMENT ON COLUMN ops.archive_entry.found_by IS 'sitemap, news_sitemap, feed_archive (RFC 5005), feed_page, wordpress, warc, seed.';
COMMENT ON COLUMN ops.archive_entry.found_in IS 'The document or file it was found in.';
COMMENT ON COLUMN ops.archive_entry.announced_raw IS 'The date by which it was chosen, as it stood; its page may state another, see news.article.';
COMMENT ON COLUMN ops.archive_entry.announced_as IS 'What that date is: published (of the article), modified (of its page), captured (when a crawler took it), read (found in the text of a seed file).';
COMMENT ON COLUMN ops.archive_entry.announced_local IS 'The date as it was understood, cut to its precision.';
COMMENT ON COLUMN ops.archive_entry.announced_at IS 'The instant, where it states one exactly.';
COMMENT ON COLUMN ops.archive_entry.standing IS 'What was done with it: queued, shared (waits in the queue for another pass too), stored or rejected (known from before, nothing is fetched), read (from a file, at once).';
COMMENT ON COLUMN ops.archive_entry.noted_at IS 'When it was noted.';

CREATE TABLE ops.archive_document (
    dag_id text NOT NULL,
    run_id text NOT NULL,
    document_hash bytea NOT NULL,
    document text NOT NULL,
    source text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    listed_count bigint NOT NULL DEFAULT 0,
    chosen_count bigint NOT NULL DEFAULT 0,
    passed_over jsonb NOT NULL DEFAULT '{}',
    reason text,
    detail text,
    earliest timestamptz,
    latest timestamptz,
    leads_to text,
    read_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT archive_document_pkey PRIMARY KEY (dag_id, run_id, document_hash),
    CONSTRAINT archive_document_state_is_known CHECK (state IN ('read', 'known', 'absent', 'failed')),
    CONSTRAINT archive_document_has_a_reason_where_failed CHECK ((reason IS NOT NULL) = (state = 'failed'))
);
CREATE INDEX archive_document_known_idx ON ops.archive_document (document_hash) WHERE kind = 'feed_archive';
COMMENT ON TABLE ops.archive_document IS 'Sitemaps, archived feeds and files a pass looked into, each with what came of it: one that cannot be read harms no other.';
COMMENT ON COLUMN ops.archive_document.dag_id IS 'See ops.run.';
COMMENT ON COLUMN ops.archive_document.run_id IS 'See ops.archive_entry.';
COMMENT ON COLUMN ops.archive_document.document_hash IS 'SHA-256 of document.';
COMMENT ON COLUMN ops.archive_document.document IS 'Address or path, without anything that looks like a secret.';
COMMENT ON COLUMN ops.archive_document.source IS 'Whose past it is: a feed key, a host, a file.';
COMMENT ON COLUMN ops.archive_document.kind IS 'sitemap_index, sitemap, news_sitemap, feed_archive, feed_page, wordpress, warc, seed.';
COMMENT ON COLUMN ops.archive_document.state IS 'read, known (an archived feed that cannot change and holds nothing of the interval), absent (a conventional address where nothing is), failed.';
COMMENT ON COLUMN ops.archive_document.listed_count IS 'Entries or records in it. Of a file: chosen, passed over and rejected add up to it.';
COMMENT ON COLUMN ops.archive_document.chosen_count IS 'Those that belong to the interval.';
COMMENT ON COLUMN ops.archive_document.passed_over IS 'The others, counted by why: another_date, undated, other_site, not_asked_for, kind, status, type, damaged, ...';
COMMENT ON COLUMN ops.archive_document.reason IS 'Why it could not be read, one word.';
COMMENT ON COLUMN ops.archive_document.detail IS 'The same as a sentence, or what was wrong with it although it could be read.';
COMMENT ON COLUMN ops.archive_document.earliest IS 'Oldest date in it, of feeds.';
COMMENT ON COLUMN ops.archive_document.latest IS 'Newest date in it, of feeds.';
COMMENT ON COLUMN ops.archive_document.leads_to IS 'The document it names as the one before, of feeds.';
COMMENT ON COLUMN ops.archive_document.read_at IS 'When this was noted.';

COMMENT ON COLUMN ops.site.ready_at IS 'When its first entry other than of a backfill is due; null where it has none. Backfills look for theirs themselves.';
COMMENT ON COLUMN ops.entry.entry_key IS 'Identity of the announcement: feed:key#guid; revisit:url_key of a revisit; archive:url_key of a backfill.';
