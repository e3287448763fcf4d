-- The other side of takedown/share: nobody writes anything made of texts until the end of this transaction.
SELECT pg_advisory_xact_lock(1466459748)
