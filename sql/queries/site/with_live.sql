-- Which of these sites have live entries that are due?
SELECT s.site
FROM unnest(%(sites)s::text[]) AS s (site)
WHERE EXISTS (
    SELECT FROM ops.entry AS e
    WHERE e.site = s.site AND e.priority = 0 AND e.not_before <= clock_timestamp()
)
