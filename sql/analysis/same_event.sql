-- Which events did outlets report in several languages, and who reported them?
--
-- Columns: headline is that of the first article; voices are its articles with copies of one text counted once; sources
-- are those that announced them.
-- Beware: experimental: events are made without a model, from places, names, numbers and dates that articles share, and
-- rather miss one than join two; mart.event_article has what speaks for each article of an event.
\set least_languages 2
\set top 20
SELECT
    e.headline,
    e.first_at,
    e.article_count AS articles,
    e.voice_count AS voices,
    array_to_string(e.languages, ' ') AS languages,
    string_agg(DISTINCT a.source, ' ' ORDER BY a.source) AS sources
FROM mart.event AS e
INNER JOIN mart.event_article AS a ON e.event_id = a.event_id
WHERE cardinality(e.languages) >= :least_languages
GROUP BY e.event_id, e.headline, e.first_at, e.article_count, e.voice_count, e.languages
ORDER BY e.voice_count DESC, e.first_at ASC, e.headline ASC
LIMIT :top;
