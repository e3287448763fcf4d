-- Views and functions where marts make theirs, as DROP names them. The version changes whenever one is replaced.
SELECT
    'VIEW ' || (pg_identify_object('pg_class'::regclass, c.oid, 0)).identity AS name,
    c.oid,
    r.xmin::text || r.ctid::text AS version
FROM pg_class AS c
INNER JOIN pg_rewrite AS r ON c.oid = r.ev_class AND r.rulename = '_RETURN'
WHERE c.relkind = 'v' AND c.relnamespace IN (to_regnamespace('mart'), to_regnamespace('news'))
UNION ALL
SELECT
    'FUNCTION ' || (pg_identify_object('pg_proc'::regclass, p.oid, 0)).identity AS name,
    p.oid,
    p.xmin::text || p.ctid::text AS version
FROM pg_proc AS p
WHERE p.prokind = 'f' AND p.pronamespace IN (to_regnamespace('mart'), to_regnamespace('news'))
