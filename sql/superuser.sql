-- What only a superuser may forbid: by default everybody may write large objects, which fill the disk and which a dump by
-- the owner cannot read, and messages into the log of changes. Nothing of ours uses either.
-- Applies after the rights, where the user who migrates is a superuser; `make up` runs it on its own server. Elsewhere a
-- superuser does, once: psql -f sql/superuser.sql, in the database of the warehouse. Safe to repeat.
DO $$
DECLARE
    held regprocedure;
    is_superuser boolean := (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
BEGIN
    FOR held IN
        SELECT oid::regprocedure
        FROM pg_proc
        WHERE
            pronamespace = 'pg_catalog'::regnamespace
            AND (proname ~ '^lo_' OR proname IN ('loread', 'lowrite', 'pg_logical_emit_message'))
            AND has_function_privilege('public', oid, 'execute')
    LOOP
        IF NOT is_superuser THEN
            RAISE NOTICE 'analysts may write large objects here until a superuser runs sql/superuser.sql (docs/runbook.md)';
            RETURN;
        END IF;
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM public', held);
    END LOOP;
END
$$;
