-- Ends what corpus/hold_takedowns began.
SELECT pg_advisory_unlock_shared(1466459748)
