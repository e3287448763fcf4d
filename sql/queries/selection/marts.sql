-- The marts, by name.
SELECT c.relname AS mart
FROM pg_catalog.pg_class AS c
WHERE c.relnamespace = to_regnamespace('mart') AND c.relkind IN ('v', 'm', 'r', 'p')
ORDER BY c.relname
