-- Why: every poll and every fetch leaves a line for as long as somebody may ask, and no longer.
CREATE TABLE ops.poll (
    feed_id integer NOT NULL,
    polled_at timestamptz NOT NULL,
    dag_id text NOT NULL,
    run_id text NOT NULL,
    result text NOT NULL,
    status integer,
    detail text,
    is_conditional boolean NOT NULL,
    wire_bytes integer NOT NULL,
    elapsed_s real NOT NULL,
    entry_count integer NOT NULL,
    new_count integer NOT NULL,
    changed_count integer NOT NULL,
    missed_count integer NOT NULL,
    next_poll_at timestamptz,
    next_poll_why text NOT NULL,
    CONSTRAINT poll_pkey PRIMARY KEY (feed_id, polled_at)
) PARTITION BY RANGE (polled_at);
COMMENT ON TABLE ops.poll IS 'Every poll of every feed. One partition per month of polled_at.';
COMMENT ON COLUMN ops.poll.feed_id IS 'See ops.feed.';
COMMENT ON COLUMN ops.poll.polled_at IS 'When its outcome was saved, by the clock of the server.';
COMMENT ON COLUMN ops.poll.dag_id IS 'See ops.run.';
COMMENT ON COLUMN ops.poll.run_id IS 'See ops.run.';
COMMENT ON COLUMN ops.poll.result IS 'One fixed word: parsed, same_body, not_modified, or what went wrong.';
COMMENT ON COLUMN ops.poll.status IS 'Status of HTTP; null where there was no answer.';
COMMENT ON COLUMN ops.poll.detail IS 'What went wrong, as a sentence without secrets.';
COMMENT ON COLUMN ops.poll.is_conditional IS 'Whether validators were sent.';
COMMENT ON COLUMN ops.poll.wire_bytes IS 'Bytes of the body as it travelled.';
COMMENT ON COLUMN ops.poll.elapsed_s IS 'Seconds from asking to having.';
COMMENT ON COLUMN ops.poll.entry_count IS 'Entries in the window.';
COMMENT ON COLUMN ops.poll.new_count IS 'Of these never seen before.';
COMMENT ON COLUMN ops.poll.changed_count IS 'Of these changed since they were last seen.';
COMMENT ON COLUMN ops.poll.missed_count IS 'Estimate of entries that came and went since the poll before.';
COMMENT ON COLUMN ops.poll.next_poll_at IS 'When the next poll was set for; null: not by itself.';
COMMENT ON COLUMN ops.poll.next_poll_why IS 'Which rule set it.';

CREATE TABLE ops.page_fetch (
    url_key_hash bytea NOT NULL,
    fetched_at timestamptz NOT NULL,
    url text NOT NULL,
    host text NOT NULL,
    site text NOT NULL,
    purpose text NOT NULL,
    dag_id text NOT NULL,
    run_id text NOT NULL,
    trouble text,
    status integer,
    detail text,
    hop_count integer NOT NULL,
    wire_bytes integer NOT NULL,
    body_bytes integer NOT NULL,
    elapsed_s real NOT NULL,
    is_conditional boolean NOT NULL,
    CONSTRAINT page_fetch_pkey PRIMARY KEY (url_key_hash, fetched_at)
) PARTITION BY RANGE (fetched_at);
CREATE INDEX page_fetch_host_idx ON ops.page_fetch (host, fetched_at);
COMMENT ON TABLE ops.page_fetch IS 'Every request for a page. One partition per month of fetched_at.';
COMMENT ON COLUMN ops.page_fetch.url_key_hash IS 'SHA-256 of the url_key.';
COMMENT ON COLUMN ops.page_fetch.fetched_at IS 'When its outcome was noted, by the clock of the server.';
COMMENT ON COLUMN ops.page_fetch.url IS 'The address asked, without secrets.';
COMMENT ON COLUMN ops.page_fetch.host IS 'Its host.';
COMMENT ON COLUMN ops.page_fetch.site IS 'Registered domain of the host.';
COMMENT ON COLUMN ops.page_fetch.purpose IS 'Why it was asked: new, changed, replay, revisit.';
COMMENT ON COLUMN ops.page_fetch.dag_id IS 'See ops.run.';
COMMENT ON COLUMN ops.page_fetch.run_id IS 'See ops.run.';
COMMENT ON COLUMN ops.page_fetch.trouble IS 'What went wrong, one fixed word; null where a document came.';
COMMENT ON COLUMN ops.page_fetch.status IS 'Status of HTTP; null where there was no answer.';
COMMENT ON COLUMN ops.page_fetch.detail IS 'What went wrong, as a sentence without secrets.';
COMMENT ON COLUMN ops.page_fetch.hop_count IS 'Redirects followed.';
COMMENT ON COLUMN ops.page_fetch.wire_bytes IS 'Bytes of the body as it travelled.';
COMMENT ON COLUMN ops.page_fetch.body_bytes IS 'Bytes of the body decompressed.';
COMMENT ON COLUMN ops.page_fetch.elapsed_s IS 'Seconds from asking to having.';
COMMENT ON COLUMN ops.page_fetch.is_conditional IS 'Whether validators were sent.';

CREATE OR REPLACE FUNCTION ops.ensure_partitions(months_ahead integer) RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
    parent text[];
    month date;
    made integer := 0;
    partition_name text;
BEGIN
    FOREACH parent SLICE 1 IN ARRAY ARRAY[['raw', 'page'], ['raw', 'entry'], ['ops', 'poll'], ['ops', 'page_fetch']] LOOP
        FOR month IN
            SELECT generate_series(
                date_trunc('month', clock_timestamp()),
                date_trunc('month', clock_timestamp()) + make_interval(months => months_ahead),
                '1 month'
            )::date
        LOOP
            partition_name := parent[2] || '_' || to_char(month, 'YYYY_MM');
            IF to_regclass(parent[1] || '.' || partition_name) IS NULL THEN
                PERFORM pg_advisory_xact_lock(1466459746);
                IF to_regclass(parent[1] || '.' || partition_name) IS NULL THEN
                    EXECUTE format(
                        'CREATE TABLE %I.%I PARTITION OF %I.%I FOR VALUES FROM (%L) TO (%L)',
                        parent[1], partition_name, parent[1], parent[2],
                        month::timestamptz, (month + interval '1 month')::timestamptz
                    );
                    EXECUTE format(
                        'COMMENT ON TABLE %I.%I IS %L',
                        parent[1], partition_name, 'Rows of ' || to_char(month, 'YYYY-MM') || '.'
                    );
                    made := made + 1;
                END IF;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END
$$;
COMMENT ON FUNCTION ops.ensure_partitions(integer) IS 'Makes the partitions of raw.page, raw.entry, ops.poll and ops.page_fetch for this month and the given number of months to come; returns how many were missing.';

-- Dropping a month costs half a second and no vacuum; deleting its rows costs seconds, write-ahead log and bloat.
-- Somebody who reads the table makes this give up after five seconds: tomorrow is another day.
CREATE FUNCTION ops.drop_old_partitions(parent text, keep_months integer) RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET lock_timeout = '5s'
AS $$
DECLARE
    oldest text;
    old regclass;
    dropped integer := 0;
BEGIN
    IF parent NOT IN ('raw.page', 'raw.entry', 'ops.poll', 'ops.page_fetch') THEN
        RAISE EXCEPTION '% has no months to drop', parent USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF keep_months IS NULL OR keep_months < 1 THEN
        RAISE EXCEPTION 'at least one whole month is kept' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    oldest := split_part(parent, '.', 2) || '_'
        || to_char(date_trunc('month', clock_timestamp()) - make_interval(months => keep_months), 'YYYY_MM');
    FOR old IN
        SELECT c.oid::regclass
        FROM pg_inherits AS i
        INNER JOIN pg_class AS c ON i.inhrelid = c.oid
        WHERE i.inhparent = parent::regclass AND c.relname < oldest
        ORDER BY c.relname
    LOOP
        IF parent = 'raw.page' THEN
            EXECUTE format(
                'DELETE FROM raw.page_key AS k USING %s AS p'
                ' WHERE k.url_key_hash = p.url_key_hash AND k.body_sha256 = p.body_sha256 AND k.stored_at = p.stored_at',
                old
            );
        END IF;
        EXECUTE format('DROP TABLE %s', old);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;
COMMENT ON FUNCTION ops.drop_old_partitions(text, integer) IS 'Drops the months of raw.page, raw.entry, ops.poll or ops.page_fetch older than the given number of whole months before this one; returns how many.';

SELECT ops.ensure_partitions(2);
