-- How many articles state no day, and what do they state instead?
--
-- Columns: granularity is month, year or undated; period is what was stated.
-- Beware: these are in no day of mart.daily_count. Nothing is filled in from our clock; mart.article has published_earliest
-- and published_latest, between which the publication may fall.
SELECT
    c.granularity,
    c.period,
    c.language,
    sum(c.article_count) AS article_count
FROM mart.coarse_count AS c
GROUP BY c.granularity, c.period, c.language
ORDER BY c.granularity, c.period, c.language;
