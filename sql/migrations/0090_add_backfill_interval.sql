-- Why: a backfill or reprocess is judged by its interval: what was asked, what became of it, and whether anything was
-- done at all. A run that is cleared after it ended keeps its run_id but really works again: that is another pass, with
-- dispositions and batches of its own, so that those of the first pass neither stop it nor get lost.
CREATE TABLE ops.backfill_interval (
    dag_id text NOT NULL,
    run_id text NOT NULL,
    pass_number integer NOT NULL,
    pass_run_id text NOT NULL,
    kind text NOT NULL,
    interval_start timestamptz NOT NULL,
    interval_end timestamptz NOT NULL,
    terms text NOT NULL,
    state text NOT NULL DEFAULT 'running',
    selected_count bigint,
    stored_count bigint NOT NULL DEFAULT 0,
    updated_count bigint NOT NULL DEFAULT 0,
    unchanged_count bigint NOT NULL DEFAULT 0,
    duplicate_count bigint NOT NULL DEFAULT 0,
    rejected_count bigint NOT NULL DEFAULT 0,
    failed_count bigint NOT NULL DEFAULT 0,
    skipped_count bigint NOT NULL DEFAULT 0,
    pending_count bigint NOT NULL DEFAULT 0,
    outside_count bigint NOT NULL DEFAULT 0,
    more jsonb NOT NULL DEFAULT '{}',
    note text,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    CONSTRAINT backfill_interval_pkey PRIMARY KEY (dag_id, run_id, pass_number),
    CONSTRAINT backfill_interval_pass_starts_at_1 CHECK (pass_number >= 1),
    CONSTRAINT backfill_interval_is_not_empty CHECK (interval_start < interval_end),
    CONSTRAINT backfill_interval_state_is_known CHECK (state IN ('running', 'done', 'failed', 'replaced')),
    CONSTRAINT backfill_interval_has_ended_unless_running CHECK ((ended_at IS NULL) = (state = 'running')),
    CONSTRAINT backfill_interval_note_is_kept_at_its_end CHECK (state NOT IN ('done', 'failed') OR note IS NOT NULL)
);
CREATE INDEX backfill_interval_start_idx ON ops.backfill_interval (interval_start);
COMMENT ON TABLE ops.backfill_interval IS 'What backfills and reprocesses did with each interval: one row per pass of a DAG run.';
COMMENT ON COLUMN ops.backfill_interval.dag_id IS 'See ops.run.';
COMMENT ON COLUMN ops.backfill_interval.run_id IS 'See ops.run.';
COMMENT ON COLUMN ops.backfill_interval.pass_number IS 'From 1; another one where the run is cleared after it ended, or goes on under other terms.';
COMMENT ON COLUMN ops.backfill_interval.pass_run_id IS 'The run_id of its batches and dispositions: that of the run, with #2, #3, ... for a later pass.';
COMMENT ON COLUMN ops.backfill_interval.kind IS 'reprocess (stored pages are read again) or archives (the past is fetched).';
COMMENT ON COLUMN ops.backfill_interval.interval_start IS 'Start of the data interval of the run.';
COMMENT ON COLUMN ops.backfill_interval.interval_end IS 'Its end, not included.';
COMMENT ON COLUMN ops.backfill_interval.terms IS 'What was asked, and the versions that decide; a pass that was broken off goes on only under the same terms.';
COMMENT ON COLUMN ops.backfill_interval.state IS 'running, done, failed, or replaced: broken off, and begun again under other terms.';
COMMENT ON COLUMN ops.backfill_interval.selected_count IS 'Articles or entries it is about; null until they were found.';
COMMENT ON COLUMN ops.backfill_interval.stored_count IS 'Those that became a new article.';
COMMENT ON COLUMN ops.backfill_interval.updated_count IS 'Those that changed an article.';
COMMENT ON COLUMN ops.backfill_interval.unchanged_count IS 'Those whose article was already so.';
COMMENT ON COLUMN ops.backfill_interval.duplicate_count IS 'Those whose article another entry of the pass had brought.';
COMMENT ON COLUMN ops.backfill_interval.rejected_count IS 'Those that were not kept; an article that is there stays as it is.';
COMMENT ON COLUMN ops.backfill_interval.failed_count IS 'Those that could not be fetched or read for reasons that should heal.';
COMMENT ON COLUMN ops.backfill_interval.skipped_count IS 'Those left alone: somebody else dealt with them meanwhile.';
COMMENT ON COLUMN ops.backfill_interval.pending_count IS 'Those not dealt with yet.';
COMMENT ON COLUMN ops.backfill_interval.outside_count IS 'Among them all: those that turned out to be dated outside the interval.';
COMMENT ON COLUMN ops.backfill_interval.more IS 'Counts that only this kind has, by name.';
COMMENT ON COLUMN ops.backfill_interval.note IS 'One sentence on what was done, or why nothing was.';
COMMENT ON COLUMN ops.backfill_interval.started_at IS 'When the pass began.';
COMMENT ON COLUMN ops.backfill_interval.ended_at IS 'When it ended.';
