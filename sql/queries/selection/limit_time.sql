-- The next statements of this (sub)transaction may take so many milliseconds each.
SELECT set_config('statement_timeout', %(timeout_ms)s, TRUE) AS timeout_ms
