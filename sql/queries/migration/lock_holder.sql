-- Who has the lock of `migration/lock`: a session of ours that migrates, or anybody's that took the same number.
SELECT
    a.pid,
    a.usename
FROM pg_locks AS l
INNER JOIN pg_stat_activity AS a ON l.pid = a.pid
WHERE
    l.locktype = 'advisory'
    AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
    AND (l.classid, l.objid, l.objsubid) = (0, 1466459745, 1)
    AND l.granted
