-- A pass that was broken off, and whose run begins again under other terms.
UPDATE ops.backfill_interval
SET state = 'replaced', ended_at = clock_timestamp()
WHERE dag_id = %(dag_id)s AND run_id = %(run_id)s AND state = 'running'
