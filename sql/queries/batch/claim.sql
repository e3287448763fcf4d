-- Lease the next batch nobody holds: a fresh one, one whose lease ran out, or one an earlier try of this very task left
-- behind (that one first). The wall clock decides, not the start of the transaction.
WITH free AS (
    SELECT
        dag_id,
        run_id,
        batch_number
    FROM ops.batch
    WHERE
        dag_id = %(dag_id)s
        AND run_id = %(run_id)s
        AND state = 'open'
        AND NOT EXISTS (SELECT FROM ops.hold)
        AND (
            lease_until IS NULL
            OR lease_until < clock_timestamp()
            OR (lease_owner = %(owner)s AND lease_try < %(try_number)s)
        )
    ORDER BY lease_owner IS NOT DISTINCT FROM %(owner)s DESC, batch_number
    LIMIT 1
    FOR UPDATE SKIP LOCKED
)

UPDATE ops.batch AS b
SET
    lease_owner = %(owner)s,
    lease_try = %(try_number)s,
    lease_token = gen_random_uuid(),
    lease_until = clock_timestamp() + make_interval(secs => %(lease_s)s),
    attempts = b.attempts + 1,
    entry_count = 0
FROM free
WHERE b.dag_id = free.dag_id AND b.run_id = free.run_id AND b.batch_number = free.batch_number
RETURNING b.batch_number, b.lease_token, b.attempts
