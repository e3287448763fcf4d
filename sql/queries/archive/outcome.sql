-- What became of what a pass is about. A date that is stated to the day, or without an offset, is read in UTC here as
-- where it was chosen; a mere month or year that touches the interval is within it.
WITH fate AS (
    SELECT
        a.standing,
        d.entry_key_hash IS NOT NULL AS is_decided,
        e.entry_key_hash IS NOT NULL AS is_waiting,
        d.article_id IS NOT NULL AND n.published_local IS NULL AS is_undated,
        CASE
            WHEN n.published_local IS NULL THEN FALSE
            WHEN n.published_precision IN ('month', 'year')
                THEN n.published_latest <= %(start)s OR n.published_earliest >= %(end)s
            ELSE
                coalesce(n.published_at, n.published_local::timestamp AT TIME ZONE 'UTC') < %(start)s
                OR coalesce(n.published_at, n.published_local::timestamp AT TIME ZONE 'UTC') >= %(end)s
        END AS is_outside
    FROM ops.archive_entry AS a
    LEFT JOIN ops.entry AS e ON a.entry_key_hash = e.entry_key_hash
    LEFT JOIN ops.disposition AS d
        ON a.dag_id = d.dag_id AND a.run_id = d.run_id AND a.entry_key_hash = d.entry_key_hash
    LEFT JOIN news.article AS n ON d.article_id = n.article_id
    WHERE a.dag_id = %(dag_id)s AND a.run_id = %(run_id)s
)

SELECT
    count(*) AS chosen,
    count(*) FILTER (WHERE NOT is_decided AND is_waiting) AS waiting,
    count(*) FILTER (WHERE NOT is_decided AND NOT is_waiting AND standing = 'stored') AS known,
    count(*) FILTER (WHERE NOT is_decided AND NOT is_waiting AND standing = 'rejected') AS rejected_before,
    count(*) FILTER (WHERE NOT is_decided AND NOT is_waiting AND standing IN ('queued', 'shared')) AS ended_elsewhere,
    count(*) FILTER (WHERE is_outside) AS outside,
    count(*) FILTER (WHERE is_undated) AS undated
FROM fate
