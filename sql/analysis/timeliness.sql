-- How long after publication does an article reach us, and how long until it is stored?
--
-- Columns: medians and ninth deciles of announced_after (publication to the poll that brought it: the publisher's delay and
-- our rhythm) and stored_after (from there until it was stored: our queue).
-- Beware: live articles with an exact moment only; what a feed held when it was first polled counts too, so leave out the
-- first days of a feed: :since is a day of announcement.
\set since 2025-01-01
SELECT
    t.source,
    count(*) AS articles,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY t.announced_after) AS announced_median,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY t.announced_after) AS announced_p90,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY t.stored_after) AS stored_median,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY t.stored_after) AS stored_p90
FROM mart.timeliness AS t
WHERE t.announced_at >= :'since'
GROUP BY t.source
ORDER BY articles DESC, t.source ASC;
