-- The lock of `migration/lock`, if it is free.
SELECT pg_try_advisory_lock(1466459745) AS is_locked
