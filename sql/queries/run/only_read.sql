-- Transactions of this session that begin from now on only read.
SELECT set_config('default_transaction_read_only', 'on', FALSE) AS is_read_only
