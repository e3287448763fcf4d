-- One migration at a time; held by the session, waited for as long as lock_timeout allows.
SELECT pg_advisory_lock(1466459745)
