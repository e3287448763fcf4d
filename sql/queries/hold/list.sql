-- Why nobody claims, oldest reason first; no row: claiming goes on.
SELECT
    reason,
    since,
    detail
FROM ops.hold
ORDER BY since
