-- What did each ingestion find, and what became of it? The outcomes add up to what was discovered where is_balanced.
-- Sweeps come every few minutes and find nothing most of the time: those are left out once they ended well.
CREATE OR REPLACE VIEW mart.ingest_run AS
WITH try AS (
    SELECT
        dag_id,
        run_id,
        min(started_at) AS started_at,
        CASE WHEN count(*) = count(ended_at) THEN max(ended_at) END AS ended_at,
        count(*) AS try_count,
        count(*) FILTER (WHERE state IN ('failed', 'lost')) AS failed_try_count
    FROM ops.run
    GROUP BY dag_id, run_id
),

seed_file AS (
    SELECT
        dag_id,
        run_id,
        count(*) AS file_count,
        count(*) FILTER (WHERE state = 'planned') AS pending_file_count,
        count(*) FILTER (WHERE state = 'rejected') AS rejected_file_count,
        sum(entry_count) AS discovered_count
    FROM ops.seed_file
    GROUP BY dag_id, run_id
),

reason AS (
    SELECT
        dag_id,
        run_id,
        outcome,
        reason,
        count(*) AS entry_count
    FROM ops.disposition
    GROUP BY dag_id, run_id, outcome, reason
),

outcome AS (
    SELECT
        dag_id,
        run_id,
        sum(entry_count) FILTER (WHERE outcome = 'stored') AS stored_count,
        sum(entry_count) FILTER (WHERE outcome = 'updated') AS updated_count,
        sum(entry_count) FILTER (WHERE outcome = 'unchanged') AS unchanged_count,
        sum(entry_count) FILTER (WHERE outcome = 'duplicate') AS duplicate_count,
        sum(entry_count) FILTER (WHERE outcome = 'rejected') AS rejected_count,
        sum(entry_count) AS decided_count,
        jsonb_object_agg(reason, entry_count) FILTER (WHERE outcome = 'rejected') AS rejected_by_reason
    FROM reason
    GROUP BY dag_id, run_id
)

SELECT
    t.dag_id,
    t.run_id,
    t.started_at,
    t.ended_at,
    t.try_count,
    t.failed_try_count,
    coalesce(f.file_count, 0) AS file_count,
    coalesce(f.pending_file_count, 0) AS pending_file_count,
    coalesce(f.rejected_file_count, 0) AS rejected_file_count,
    coalesce(f.discovered_count, 0)::bigint AS discovered_count,
    coalesce(o.stored_count, 0)::bigint AS stored_count,
    coalesce(o.updated_count, 0)::bigint AS updated_count,
    coalesce(o.unchanged_count, 0)::bigint AS unchanged_count,
    coalesce(o.duplicate_count, 0)::bigint AS duplicate_count,
    coalesce(o.rejected_count, 0)::bigint AS rejected_count,
    coalesce(o.rejected_by_reason, '{}') AS rejected_by_reason,
    CASE
        WHEN f.dag_id IS NOT NULL
            THEN f.pending_file_count = 0 AND coalesce(f.discovered_count, 0) = coalesce(o.decided_count, 0)
    END AS is_balanced
FROM try AS t
LEFT JOIN seed_file AS f ON t.dag_id = f.dag_id AND t.run_id = f.run_id
LEFT JOIN outcome AS o ON t.dag_id = o.dag_id AND t.run_id = o.run_id
WHERE
    -- corrections, what is made of many articles, takedowns and upkeep bring nothing in
    t.dag_id NOT IN (
        'override', 'take_down', 'manage_feeds', 'poll_feeds', 'refresh_marts', 'reprocess_articles',
        'preview_reprocess', 'maintain', 'keep_watch'
    )
    AND (f.dag_id IS NOT NULL OR o.dag_id IS NOT NULL OR t.ended_at IS NULL OR t.failed_try_count > 0);

COMMENT ON VIEW mart.ingest_run IS 'What did each ingestion find, and what became of it? Runs that found nothing are not here, unless they failed or are under way.';
COMMENT ON COLUMN mart.ingest_run.dag_id IS 'The DAG of Airflow.';
COMMENT ON COLUMN mart.ingest_run.run_id IS 'The DAG run of Airflow.';
COMMENT ON COLUMN mart.ingest_run.started_at IS 'When its first task began.';
COMMENT ON COLUMN mart.ingest_run.ended_at IS 'When its last task ended; null while one runs.';
COMMENT ON COLUMN mart.ingest_run.try_count IS 'Tries of tasks.';
COMMENT ON COLUMN mart.ingest_run.failed_try_count IS 'Tries that failed or were killed.';
COMMENT ON COLUMN mart.ingest_run.file_count IS 'Seed files it planned or refused.';
COMMENT ON COLUMN mart.ingest_run.pending_file_count IS 'Seed files that are not done.';
COMMENT ON COLUMN mart.ingest_run.rejected_file_count IS 'Seed files rejected as a whole.';
COMMENT ON COLUMN mart.ingest_run.discovered_count IS 'Entries found in the files that are done.';
COMMENT ON COLUMN mart.ingest_run.stored_count IS 'Entries that became a new article.';
COMMENT ON COLUMN mart.ingest_run.updated_count IS 'Entries that changed an article.';
COMMENT ON COLUMN mart.ingest_run.unchanged_count IS 'Entries whose article was already so.';
COMMENT ON COLUMN mart.ingest_run.duplicate_count IS 'Entries whose article another entry of the run had brought.';
COMMENT ON COLUMN mart.ingest_run.rejected_count IS 'Entries that were not kept.';
COMMENT ON COLUMN mart.ingest_run.rejected_by_reason IS 'The same by reason.';
COMMENT ON COLUMN mart.ingest_run.is_balanced IS 'No file is pending, and the outcomes add up to what was discovered; null where no file was read: what feeds announced adds up in mart.stream_funnel, the past in mart.backfill_progress.';
