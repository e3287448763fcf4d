-- How many articles per day and language: published, none, or nobody knows?
--
-- Columns: article_count of all sources together: 0 where somebody was looking and found none, NULL where nobody was;
-- observed_share of the days of the sources that somebody was looking (0 for files, which are looked at once);
-- missed_estimate entries that came and went unseen.
-- Beware: days are days of publication in :zone; articles that state only a month, a year or nothing are in undated.sql.
-- A sum over sources is a number as soon as one source was observed: look at observed_share before comparing days.
\set since 2025-05-12
\set until 2025-05-16
\set zone UTC
\set language en
SELECT
    c.day,
    c.language,
    sum(c.article_count) AS article_count,
    round(avg(c.observed_share)::numeric, 2) AS observed_share,
    sum(c.missed_estimate) AS missed_estimate
FROM mart.daily_count(:'since', :'until', :'zone', languages => ARRAY[:'language']) AS c
GROUP BY c.day, c.language
ORDER BY c.day, c.language;
