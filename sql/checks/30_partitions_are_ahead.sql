-- severity: error
-- scope: warehouse
-- why: without a partition for next month everything stops at midnight of the first.
SELECT parent.name || ' has no partition for next month' AS detail
FROM (
    VALUES ('raw.page', 'page_'), ('raw.entry', 'entry_'), ('ops.poll', 'poll_'), ('ops.page_fetch', 'page_fetch_')
) AS parent (name, prefix)
WHERE
    to_regclass(
        split_part(parent.name, '.', 1) || '.' || parent.prefix
        || to_char(date_trunc('month', now(), 'UTC') + interval '1 month', 'YYYY_MM')
    ) IS NULL
