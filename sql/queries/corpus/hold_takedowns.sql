-- Holds every takedown back until this session ends or lets go, see takedown/share. Not the lock of a transaction: its
-- wait would come after the moment at which the transaction sees the warehouse, and text erased meanwhile be kept.
SELECT pg_advisory_lock_shared(1466459748)
