-- Every column of ours with its type and comment, in the order of schemas, tables and columns. Partitions are left out.
SELECT
    n.nspname AS schema_name,
    obj_description(n.oid, 'pg_namespace') AS schema_comment,
    c.relname AS table_name,
    c.relkind = 'v' AS is_view,
    obj_description(c.oid, 'pg_class') AS table_comment,
    a.attname AS column_name,
    format_type(a.atttypid, a.atttypmod) AS data_type,
    a.attnotnull AS is_required,
    col_description(c.oid, a.attnum) AS column_comment
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
INNER JOIN pg_catalog.pg_attribute AS a ON c.oid = a.attrelid
WHERE
    n.nspname IN ('raw', 'news', 'mart', 'ops')
    AND c.relkind IN ('r', 'p', 'v')
    AND NOT c.relispartition
    AND a.attnum > 0
    AND NOT a.attisdropped
ORDER BY array_position(ARRAY['mart', 'news', 'raw', 'ops'], n.nspname::text), c.relname, a.attnum
