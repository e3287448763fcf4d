-- Which languages are there, how sure are we, and who declared them?
--
-- Columns: mean_confidence is the calibrated probability of the label, 0 to 1; declared_share of the articles declare a
-- language somewhere (page, feed, record), agreeing_share of those declare the one we decided for; mixed_count of them hold
-- a fifth or more of another language.
-- Beware: und is text that is like no language the tagger knows; no stands for nb and nn.
SELECT
    a.language,
    count(*) AS article_count,
    round(avg(a.language_confidence)::numeric, 3) AS mean_confidence,
    round(avg((a.language_declared IS NOT NULL)::integer), 2) AS declared_share,
    round(avg(a.language_agrees::integer), 2) AS agreeing_share,
    count(*) FILTER (WHERE a.language_is_mixed) AS mixed_count
FROM mart.article AS a
GROUP BY a.language
ORDER BY article_count DESC, a.language ASC;
