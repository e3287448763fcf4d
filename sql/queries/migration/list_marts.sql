-- Every view of the schema mart, the newest first: one may be built on an older one.
SELECT c.relname
FROM pg_catalog.pg_class AS c
WHERE c.relnamespace = to_regnamespace('mart') AND c.relkind = 'v'
ORDER BY c.oid DESC
