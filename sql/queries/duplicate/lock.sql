-- One at a time: two transactions that do not see each other's articles would not relate them. Held until the end.
SELECT pg_advisory_xact_lock(1466459765)
