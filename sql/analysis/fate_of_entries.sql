-- What became of everything that was ingested, and why was some of it not kept?
--
-- Columns: one row per ingestion; the outcomes add up to what was discovered where is_balanced; rejected_by_reason says why.
-- Beware: entries, not articles: an article that came twice is two entries. What feeds announced is in mart.stream_funnel.
SELECT
    r.run_id,
    r.discovered_count AS discovered,
    r.stored_count AS stored,
    r.updated_count AS updated,
    r.unchanged_count AS unchanged,
    r.duplicate_count AS duplicate,
    r.rejected_count AS rejected,
    r.rejected_by_reason,
    r.is_balanced
FROM mart.ingest_run AS r
WHERE r.discovered_count > 0
ORDER BY r.started_at;
