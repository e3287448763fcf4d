-- From here to the end of the (sub)transaction nothing is written.
SELECT set_config('transaction_read_only', 'on', TRUE) AS is_read_only
