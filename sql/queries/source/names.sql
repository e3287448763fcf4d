-- The names of all sources.
SELECT name
FROM news.source
ORDER BY name
