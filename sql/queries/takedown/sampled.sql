-- Tables of which the planner keeps samples.
SELECT DISTINCT
    s.schemaname AS schema_name,
    s.tablename AS table_name
FROM pg_stats AS s
INNER JOIN pg_class AS c ON s.schemaname::regnamespace = c.relnamespace AND s.tablename = c.relname
WHERE s.schemaname IN ('raw', 'news', 'ops') AND c.relkind IN ('r', 'p', 'm')
ORDER BY s.schemaname, s.tablename
