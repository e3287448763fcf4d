-- Sessions of others in a database that is about to be renamed.
SELECT pg_terminate_backend(pid)
FROM pg_stat_activity
WHERE datname = %(database)s AND pid <> pg_backend_pid()
