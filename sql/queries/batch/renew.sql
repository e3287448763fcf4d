-- Keep a lease, and say how far it has come. No row where the lease was lost.
UPDATE ops.batch
SET
    lease_until = clock_timestamp() + make_interval(secs => %(lease_s)s),
    entry_count = %(entry_count)s
WHERE
    dag_id = %(dag_id)s
    AND run_id = %(run_id)s
    AND batch_number = %(batch_number)s
    AND lease_token = %(lease_token)s
    AND state = 'open'
