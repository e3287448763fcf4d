-- Tell who listens that there is work; it is heard when this transaction commits, and not before.
SELECT pg_notify('wireroom_entries', %(payload)s)
