-- One at a time counts polls; it ends with the transaction.
SELECT pg_advisory_xact_lock(hashtextextended('wireroom.observation', 0)) AS locked
