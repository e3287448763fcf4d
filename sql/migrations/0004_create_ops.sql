-- Why: what ran, what it claimed, and what became of every entry, in numbers that add up.
CREATE TABLE ops.run (
    dag_id text NOT NULL,
    run_id text NOT NULL,
    task_id text NOT NULL,
    map_index integer NOT NULL,
    try_number integer NOT NULL,
    code_version text NOT NULL,
    state text NOT NULL DEFAULT 'running',
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    tally jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT run_pkey PRIMARY KEY (dag_id, run_id, task_id, map_index, try_number),
    CONSTRAINT run_state_is_known CHECK (state IN ('running', 'succeeded', 'failed', 'lost')),
    CONSTRAINT run_has_ended_unless_running CHECK ((ended_at IS NULL) = (state = 'running'))
);
CREATE INDEX run_started_at_idx ON ops.run (started_at);
COMMENT ON TABLE ops.run IS 'One row per try of a task.';
COMMENT ON COLUMN ops.run.dag_id IS 'Of Airflow.';
COMMENT ON COLUMN ops.run.run_id IS 'Of Airflow: the DAG run.';
COMMENT ON COLUMN ops.run.task_id IS 'Of Airflow.';
COMMENT ON COLUMN ops.run.map_index IS 'Of Airflow; -1 where the task is not mapped.';
COMMENT ON COLUMN ops.run.try_number IS 'Of Airflow, from 1.';
COMMENT ON COLUMN ops.run.code_version IS 'Version of Wireroom that ran.';
COMMENT ON COLUMN ops.run.state IS 'running, succeeded, failed, or lost: it was killed, as the next try found out.';
COMMENT ON COLUMN ops.run.started_at IS 'When the try began.';
COMMENT ON COLUMN ops.run.ended_at IS 'When it ended; of a lost one when that was noticed.';
COMMENT ON COLUMN ops.run.tally IS 'Its own counts.';

CREATE TABLE ops.batch (
    dag_id text NOT NULL,
    run_id text NOT NULL,
    batch_number integer NOT NULL,
    state text NOT NULL DEFAULT 'open',
    lease_owner text,
    lease_try integer,
    lease_token uuid,
    lease_until timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    entry_count integer NOT NULL DEFAULT 0,
    ended_at timestamptz,
    CONSTRAINT batch_pkey PRIMARY KEY (dag_id, run_id, batch_number),
    CONSTRAINT batch_state_is_known CHECK (state IN ('open', 'done')),
    CONSTRAINT batch_lease_is_whole_or_absent CHECK (
        num_nulls(lease_owner, lease_try, lease_token, lease_until) IN (0, 4)
    )
);
CREATE INDEX batch_open_idx ON ops.batch (dag_id, run_id, batch_number) WHERE state = 'open';
COMMENT ON TABLE ops.batch IS 'Work of a DAG run that its tasks claim with a lease: some files each.';
COMMENT ON COLUMN ops.batch.dag_id IS 'See ops.run.';
COMMENT ON COLUMN ops.batch.run_id IS 'See ops.run.';
COMMENT ON COLUMN ops.batch.batch_number IS 'From 1 in its DAG run.';
COMMENT ON COLUMN ops.batch.state IS 'open or done.';
COMMENT ON COLUMN ops.batch.lease_owner IS 'Task and map index that claimed it last.';
COMMENT ON COLUMN ops.batch.lease_try IS 'The try that claimed it: the next one may take it back at once.';
COMMENT ON COLUMN ops.batch.lease_token IS 'New with every claim, so that one who lost the lease cannot end the batch.';
COMMENT ON COLUMN ops.batch.lease_until IS 'After this anyone may claim it.';
COMMENT ON COLUMN ops.batch.attempts IS 'How often it was claimed.';
COMMENT ON COLUMN ops.batch.entry_count IS 'Entries dealt with so far, by the last claim.';
COMMENT ON COLUMN ops.batch.ended_at IS 'When it was done.';

CREATE TABLE ops.seed_file (
    dag_id text NOT NULL,
    run_id text NOT NULL,
    file_hash bytea NOT NULL,
    file text NOT NULL,
    file_bytes bytea,
    path text,
    path_bytes bytea,
    batch_number integer,
    size_bytes bigint,
    mtime_ns bigint,
    state text NOT NULL DEFAULT 'planned',
    entry_count integer,
    stored_count integer NOT NULL DEFAULT 0,
    updated_count integer NOT NULL DEFAULT 0,
    unchanged_count integer NOT NULL DEFAULT 0,
    duplicate_count integer NOT NULL DEFAULT 0,
    rejected_count integer NOT NULL DEFAULT 0,
    reason text,
    detail text,
    ended_at timestamptz,
    CONSTRAINT seed_file_pkey PRIMARY KEY (dag_id, run_id, file_hash),
    CONSTRAINT seed_file_has_a_batch FOREIGN KEY (dag_id, run_id, batch_number)
    REFERENCES ops.batch (dag_id, run_id, batch_number),
    CONSTRAINT seed_file_can_be_found_unless_refused CHECK (
        num_nulls(path, batch_number, size_bytes, mtime_ns) = 0 OR state = 'rejected'
    ),
    CONSTRAINT seed_file_state_is_known CHECK (state IN ('planned', 'done', 'rejected')),
    CONSTRAINT seed_file_has_ended_unless_planned CHECK (
        (ended_at IS NULL) = (state = 'planned') AND (entry_count IS NULL) = (state = 'planned')
    ),
    CONSTRAINT seed_file_has_a_reason_where_rejected CHECK ((reason IS NOT NULL) = (state = 'rejected'))
);
CREATE INDEX seed_file_file_idx ON ops.seed_file (file_hash) WHERE state <> 'planned';
CREATE INDEX seed_file_batch_idx ON ops.seed_file (dag_id, run_id, batch_number);
COMMENT ON TABLE ops.seed_file IS 'Seed files of a DAG run, with what became of their entries.';
COMMENT ON COLUMN ops.seed_file.dag_id IS 'See ops.run.';
COMMENT ON COLUMN ops.seed_file.run_id IS 'See ops.run.';
COMMENT ON COLUMN ops.seed_file.file_hash IS 'SHA-256 of file: what is indexed, because an index row ends at 2704 bytes.';
COMMENT ON COLUMN ops.seed_file.file IS 'Its name in entry keys: relative to the seed root that holds it.';
COMMENT ON COLUMN ops.seed_file.file_bytes IS 'The same as bytes, where the name is not valid UTF-8; else null.';
COMMENT ON COLUMN ops.seed_file.path IS 'Where it lies; null where the planner refused it.';
COMMENT ON COLUMN ops.seed_file.path_bytes IS 'The same as bytes, where it is not valid UTF-8; else null.';
COMMENT ON COLUMN ops.seed_file.batch_number IS 'The batch it is part of; null where the planner refused it.';
COMMENT ON COLUMN ops.seed_file.size_bytes IS 'Size when it was planned.';
COMMENT ON COLUMN ops.seed_file.mtime_ns IS 'Time of its last change when it was planned, nanoseconds since 1970.';
COMMENT ON COLUMN ops.seed_file.state IS 'planned, done, or rejected as a whole.';
COMMENT ON COLUMN ops.seed_file.entry_count IS 'Entries that were discovered in it; null until it has ended.';
COMMENT ON COLUMN ops.seed_file.stored_count IS 'Entries that became a new article.';
COMMENT ON COLUMN ops.seed_file.updated_count IS 'Entries that changed an article.';
COMMENT ON COLUMN ops.seed_file.unchanged_count IS 'Entries whose article was already so.';
COMMENT ON COLUMN ops.seed_file.duplicate_count IS 'Entries whose article another entry of the run had brought.';
COMMENT ON COLUMN ops.seed_file.rejected_count IS 'Entries that were not kept.';
COMMENT ON COLUMN ops.seed_file.reason IS 'Why the file as a whole was rejected.';
COMMENT ON COLUMN ops.seed_file.detail IS 'The same as a sentence.';
COMMENT ON COLUMN ops.seed_file.ended_at IS 'When the last of it was dealt with.';

CREATE TABLE ops.disposition (
    dag_id text NOT NULL,
    run_id text NOT NULL,
    entry_key_hash bytea NOT NULL,
    entry_key text NOT NULL,
    outcome text NOT NULL,
    stage text,
    reason text,
    detail text,
    source text NOT NULL,
    origin text NOT NULL,
    url_key text,
    article_id bigint,
    file_hash bytea,
    page_sha256 bytea,
    ruleset text,
    decided_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT disposition_pkey PRIMARY KEY (dag_id, run_id, entry_key_hash),
    CONSTRAINT disposition_outcome_is_known CHECK (
        outcome IN ('stored', 'updated', 'unchanged', 'duplicate', 'rejected')
    ),
    CONSTRAINT disposition_has_a_reason_where_rejected CHECK (
        num_nulls(stage, reason, detail) = CASE outcome WHEN 'rejected' THEN 0 ELSE 3 END
    ),
    CONSTRAINT disposition_has_an_article_unless_rejected CHECK ((article_id IS NULL) = (outcome = 'rejected'))
);
CREATE INDEX disposition_article_idx ON ops.disposition (article_id, dag_id, run_id) WHERE article_id IS NOT NULL;
CREATE INDEX disposition_file_idx ON ops.disposition (file_hash, dag_id, run_id) WHERE file_hash IS NOT NULL;
COMMENT ON TABLE ops.disposition IS 'What became of every entry of a DAG run: exactly one row each, whichever try of whichever task dealt with it.';
COMMENT ON COLUMN ops.disposition.dag_id IS 'See ops.run.';
COMMENT ON COLUMN ops.disposition.run_id IS 'See ops.run.';
COMMENT ON COLUMN ops.disposition.entry_key_hash IS 'SHA-256 of the entry key: what is indexed, because an index row ends at 2704 bytes.';
COMMENT ON COLUMN ops.disposition.entry_key IS 'Identity of the announcement: seed:source/path#record.';
COMMENT ON COLUMN ops.disposition.outcome IS 'stored (new article), updated, unchanged, duplicate (another entry of the run had the same article), rejected.';
COMMENT ON COLUMN ops.disposition.stage IS 'Where it was rejected: discover, extract, clean, load.';
COMMENT ON COLUMN ops.disposition.reason IS 'Why it was rejected, one fixed word.';
COMMENT ON COLUMN ops.disposition.detail IS 'Why it was rejected, as a sentence.';
COMMENT ON COLUMN ops.disposition.source IS 'What announced it.';
COMMENT ON COLUMN ops.disposition.origin IS 'How it was discovered: demo, seed.';
COMMENT ON COLUMN ops.disposition.url_key IS 'Identity of the article; null where the entry did not get so far.';
COMMENT ON COLUMN ops.disposition.article_id IS 'The article; no foreign key, because its check would touch the article.';
COMMENT ON COLUMN ops.disposition.file_hash IS 'The seed file, see ops.seed_file.';
COMMENT ON COLUMN ops.disposition.page_sha256 IS 'The stored page, see raw.page; null where none was stored.';
COMMENT ON COLUMN ops.disposition.ruleset IS 'Version of the cleaning rules that read it.';
COMMENT ON COLUMN ops.disposition.decided_at IS 'When this was decided.';
