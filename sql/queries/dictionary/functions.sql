-- What analysts may call, with arguments, result and comment, in the order of names.
SELECT
    p.proname AS name,
    pg_get_function_arguments(p.oid) AS arguments,
    pg_get_function_result(p.oid) AS result,
    obj_description(p.oid, 'pg_proc') AS comment
FROM pg_catalog.pg_proc AS p
WHERE p.pronamespace = 'mart'::regnamespace
ORDER BY p.proname, pg_get_function_arguments(p.oid)
