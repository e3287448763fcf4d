-- Counts of a pass, anew from its dispositions; what the caller gives as null stays as it is.
UPDATE ops.backfill_interval AS b
SET
    selected_count = coalesce(%(selected_count)s::bigint, b.selected_count),
    stored_count = d.stored_count,
    updated_count = d.updated_count,
    unchanged_count = d.unchanged_count,
    duplicate_count = d.duplicate_count,
    rejected_count = d.rejected_count,
    failed_count = coalesce(%(failed_count)s::bigint, b.failed_count),
    skipped_count = coalesce(%(skipped_count)s::bigint, b.skipped_count),
    outside_count = coalesce(%(outside_count)s::bigint, b.outside_count),
    pending_count = greatest(
        coalesce(%(selected_count)s::bigint, b.selected_count, 0) - d.decided_count
        - coalesce(%(failed_count)s::bigint, b.failed_count) - coalesce(%(skipped_count)s::bigint, b.skipped_count),
        0
    ),
    more = b.more || %(more)s::jsonb
FROM (
    SELECT
        count(*) AS decided_count,
        count(*) FILTER (WHERE outcome = 'stored') AS stored_count,
        count(*) FILTER (WHERE outcome = 'updated') AS updated_count,
        count(*) FILTER (WHERE outcome = 'unchanged') AS unchanged_count,
        count(*) FILTER (WHERE outcome = 'duplicate') AS duplicate_count,
        count(*) FILTER (WHERE outcome = 'rejected') AS rejected_count
    FROM ops.disposition
    WHERE dag_id = %(dag_id)s AND run_id = %(pass_run_id)s
) AS d
WHERE b.dag_id = %(dag_id)s AND b.run_id = %(run_id)s AND b.pass_number = %(pass_number)s
RETURNING
    b.selected_count, b.stored_count, b.updated_count, b.unchanged_count, b.duplicate_count, b.rejected_count,
    b.failed_count, b.skipped_count, b.pending_count, b.outside_count, b.more
