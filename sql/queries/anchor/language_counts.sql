-- How many articles of each language the frequencies count.
SELECT
    language,
    article_count
FROM ops.language_frequency
