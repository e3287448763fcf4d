-- Why: the planner keeps samples of what columns hold, headlines and names among them, and analysts may read them in
-- pg_stats. A takedown has every table analysed anew; but ANALYZE leaves the samples of a table as they are where it
-- finds no row in it, so these are forgotten here.
CREATE FUNCTION ops.forget_statistics() RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    stale record;
    forgotten bigint := 0;
BEGIN
    FOR stale IN
        SELECT
            s.schemaname::text AS schema_name,
            s.tablename::text AS table_name,
            s.attname::text AS column_name,
            s.inherited,
            c.oid AS table_oid,
            a.attnum
        FROM pg_stats AS s
        INNER JOIN pg_class AS c ON s.schemaname::regnamespace = c.relnamespace AND s.tablename = c.relname
        INNER JOIN pg_attribute AS a ON c.oid = a.attrelid AND s.attname = a.attname
        WHERE s.schemaname IN ('raw', 'news', 'ops') AND c.reltuples = 0
    LOOP
        IF current_setting('server_version_num')::integer >= 180000 THEN
            PERFORM pg_clear_attribute_stats(stale.schema_name, stale.table_name, stale.column_name, stale.inherited);
        ELSIF current_setting('is_superuser')::boolean THEN
            DELETE FROM pg_statistic
            WHERE starelid = stale.table_oid AND staattnum = stale.attnum AND stainherit = stale.inherited;
        ELSE
            CONTINUE;
        END IF;
        forgotten := forgotten + 1;
    END LOOP;
    RETURN forgotten;
END
$$;
COMMENT ON FUNCTION ops.forget_statistics() IS 'Forgets the samples of columns of tables in which the last ANALYZE found no row; how many columns. Before PostgreSQL 18 only a superuser can: else they stay until the table has rows again and is analysed.';
