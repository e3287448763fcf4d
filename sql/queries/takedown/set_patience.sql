-- How long this transaction waits for others: while it waits they queue behind it.
SELECT set_config('lock_timeout', %(patience)s, TRUE) AS patience
