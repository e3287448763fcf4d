-- One transaction at a time relates events: each looks at what the one before has written.
SELECT pg_advisory_xact_lock(hashtext('wireroom events'))
