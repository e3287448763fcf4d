-- The loads of one DAG run wait for each other until the end of the transaction: what another entry of the run has
-- brought is then settled, and one who lost its lease cannot interleave with its successor. The second lock is that of
-- takedown/share.
SELECT
    ops.take_turn('run', %(dag_id)s::text || '/' || %(run_id)s::text),
    ops.hold_takedowns_back()
