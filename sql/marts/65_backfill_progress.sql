-- How far is each backfill and reprocess, and what did it do with its interval? One row per pass; is_latest: the last.
CREATE OR REPLACE VIEW mart.backfill_progress AS
SELECT
    b.kind,
    b.interval_start,
    b.interval_end,
    b.state,
    b.selected_count,
    b.stored_count,
    b.updated_count,
    b.unchanged_count,
    b.duplicate_count,
    b.rejected_count,
    b.failed_count,
    b.skipped_count,
    b.pending_count,
    b.outside_count,
    b.more,
    b.note,
    b.started_at,
    b.ended_at,
    b.dag_id,
    b.run_id,
    b.pass_number,
    coalesce(
        b.selected_count = b.stored_count + b.updated_count + b.unchanged_count + b.duplicate_count + b.rejected_count
        + b.failed_count + b.skipped_count + b.pending_count,
        FALSE
    ) AS is_balanced,
    b.pass_number = max(b.pass_number) OVER (PARTITION BY b.dag_id, b.run_id) AS is_latest
FROM ops.backfill_interval AS b;

COMMENT ON VIEW mart.backfill_progress IS 'How far is each backfill and reprocess, and what did it do with its interval?';
COMMENT ON COLUMN mart.backfill_progress.kind IS 'reprocess: stored pages are read again; archives: the past is fetched.';
COMMENT ON COLUMN mart.backfill_progress.interval_start IS 'Start of the interval: of when pages were stored (reprocess), of when articles were published (archives).';
COMMENT ON COLUMN mart.backfill_progress.interval_end IS 'Its end, not included.';
COMMENT ON COLUMN mart.backfill_progress.state IS 'running, done, failed, or replaced: broken off, and begun again under other terms.';
COMMENT ON COLUMN mart.backfill_progress.selected_count IS 'Articles or entries it is about; null until they were found.';
COMMENT ON COLUMN mart.backfill_progress.stored_count IS 'Those that became a new article.';
COMMENT ON COLUMN mart.backfill_progress.updated_count IS 'Those that changed an article.';
COMMENT ON COLUMN mart.backfill_progress.unchanged_count IS 'Those whose article was already so.';
COMMENT ON COLUMN mart.backfill_progress.duplicate_count IS 'Those whose article another entry of the pass had brought.';
COMMENT ON COLUMN mart.backfill_progress.rejected_count IS 'Those that were not kept; an article that is there stays as it is.';
COMMENT ON COLUMN mart.backfill_progress.failed_count IS 'Those that could not be fetched or read for reasons that should heal.';
COMMENT ON COLUMN mart.backfill_progress.skipped_count IS 'Those left alone: somebody else dealt with them meanwhile.';
COMMENT ON COLUMN mart.backfill_progress.pending_count IS 'Those not dealt with yet.';
COMMENT ON COLUMN mart.backfill_progress.outside_count IS 'Among them all: those that turned out to be dated outside the interval.';
COMMENT ON COLUMN mart.backfill_progress.more IS 'Counts that only this kind has, by name.';
COMMENT ON COLUMN mart.backfill_progress.note IS 'One sentence on what was done, or why nothing was.';
COMMENT ON COLUMN mart.backfill_progress.started_at IS 'When the pass began.';
COMMENT ON COLUMN mart.backfill_progress.ended_at IS 'When it ended; null while it runs.';
COMMENT ON COLUMN mart.backfill_progress.dag_id IS 'The DAG of Airflow.';
COMMENT ON COLUMN mart.backfill_progress.run_id IS 'The DAG run of Airflow.';
COMMENT ON COLUMN mart.backfill_progress.pass_number IS 'From 1; another one where the run is cleared after it ended, or goes on under other terms.';
COMMENT ON COLUMN mart.backfill_progress.is_balanced IS 'The counts add up to what was selected.';
COMMENT ON COLUMN mart.backfill_progress.is_latest IS 'The last pass of its run: what holds now.';
