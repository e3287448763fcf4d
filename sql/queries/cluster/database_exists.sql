-- Does the server have this database?
SELECT EXISTS(SELECT FROM pg_database WHERE datname = %(database)s)
