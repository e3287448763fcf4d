-- The languages we know by name: code and English name.
SELECT
    language,
    name
FROM news.language
ORDER BY language
