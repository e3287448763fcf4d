-- Why: a scheduler writes thousands of tries a day, most of which brought nothing; they need not be kept for ever. What an
-- ingestion found and what became of it stays, so that its numbers add up for good.
CREATE FUNCTION ops.forget_old_runs(keep_days integer) RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    forgotten bigint;
    checks bigint;
BEGIN
    IF keep_days IS NULL OR keep_days < 7 THEN
        RAISE EXCEPTION 'at least a week of runs is kept' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    DELETE FROM ops.check_result AS c
    WHERE
        c.checked_at < clock_timestamp() - make_interval(days => keep_days)
        AND EXISTS (
            SELECT FROM ops.check_result AS later
            WHERE later.check_name = c.check_name AND later.checked_at > c.checked_at
        );
    GET DIAGNOSTICS checks = ROW_COUNT;
    DELETE FROM ops.run AS r
    WHERE
        r.started_at < clock_timestamp() - make_interval(days => keep_days)
        AND r.state <> 'running'
        AND NOT EXISTS (SELECT FROM ops.disposition AS d WHERE d.dag_id = r.dag_id AND d.run_id = r.run_id)
        AND NOT EXISTS (SELECT FROM ops.seed_file AS f WHERE f.dag_id = r.dag_id AND f.run_id = r.run_id);
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten + checks;
END
$$;
COMMENT ON FUNCTION ops.forget_old_runs(integer) IS 'Removes tries older than so many days of runs that discovered nothing, and results of checks but the newest; returns how many.';
