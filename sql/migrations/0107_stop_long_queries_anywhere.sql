-- Why: a login of an analyst belongs to the server, and what it runs in another database takes the same processors and
-- the same disk. So its sessions are looked at wherever they are.
CREATE OR REPLACE FUNCTION ops.stop_long_queries(most interval)
RETURNS TABLE (login name, running interval, became text)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held record;
    may_look boolean := pg_has_role(current_user, 'pg_read_all_stats', 'USAGE');
BEGIN
    FOR held IN
        SELECT
            a.pid,
            a.usename,
            a.state,
            clock_timestamp() - least(a.xact_start, a.query_start) AS since
        FROM pg_stat_activity AS a
        INNER JOIN pg_roles AS r ON a.usesysid = r.oid
        WHERE
            a.pid <> pg_backend_pid()
            AND r.rolname <> current_user
            AND NOT r.rolsuper
            AND EXISTS (SELECT FROM pg_roles WHERE rolname = 'analyst')
            AND pg_has_role(r.oid, 'analyst', 'USAGE')
            AND NOT (
                EXISTS (SELECT FROM pg_roles WHERE rolname = 'wireroom') AND pg_has_role(r.oid, 'wireroom', 'USAGE')
            )
            AND (NOT may_look OR (a.xact_start IS NOT NULL AND a.xact_start < clock_timestamp() - most))
        ORDER BY a.pid
    LOOP
        login := held.usename;
        running := held.since;
        IF NOT may_look THEN
            became := 'unseen';
        ELSE
            BEGIN
                IF held.state = 'active' AND held.since < most * 1.5 THEN
                    PERFORM pg_cancel_backend(held.pid);
                    became := 'cancelled';
                ELSE
                    PERFORM pg_terminate_backend(held.pid);
                    became := 'ended';
                END IF;
            EXCEPTION
                WHEN insufficient_privilege THEN
                    became := 'refused';
            END;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;
COMMENT ON FUNCTION ops.stop_long_queries(interval) IS 'Cancels what members of analyst have been running for longer, in whichever database of the server; ends the session of one that is idle in a transaction or would not be cancelled. What could not be seen or stopped is told as unseen or refused.';
