-- How many articles were published per day and language, with those apart whose date is coarser than a day or unknown?
CREATE OR REPLACE VIEW mart.articles_per_day AS
SELECT
    grouped.period,
    grouped.granularity,
    CASE grouped.granularity WHEN 'day' THEN grouped.period::date END AS published_on,
    grouped.language,
    count(*) AS article_count
FROM (
    SELECT
        left(a.published_local, 10) AS period,
        CASE
            WHEN a.published_precision IS NULL THEN 'undated'
            WHEN a.published_precision IN ('year', 'month') THEN a.published_precision
            ELSE 'day'
        END AS granularity,
        a.language
    FROM mart.article AS a
) AS grouped
GROUP BY grouped.period, grouped.granularity, grouped.language;

COMMENT ON VIEW mart.articles_per_day IS 'How many articles per day of publication and language? Coarse and unknown dates have rows of their own.';
COMMENT ON COLUMN mart.articles_per_day.period IS 'The day, month or year as the articles state it; null where undated.';
COMMENT ON COLUMN mart.articles_per_day.granularity IS 'What period is: day, month, year or undated.';
COMMENT ON COLUMN mart.articles_per_day.published_on IS 'The local day; null where the date is coarser or unknown.';
COMMENT ON COLUMN mart.articles_per_day.language IS 'Language of the text.';
COMMENT ON COLUMN mart.articles_per_day.article_count IS 'Articles.';
