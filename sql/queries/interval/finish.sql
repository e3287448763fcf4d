-- A pass ends. One that has ended may be ended again: its last task was cleared alone.
UPDATE ops.backfill_interval
SET
    state = %(state)s,
    note = %(note)s,
    ended_at = clock_timestamp()
WHERE dag_id = %(dag_id)s AND run_id = %(run_id)s AND pass_number = %(pass_number)s
