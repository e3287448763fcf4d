-- Who publishes what, from where, in which languages?
--
-- Columns: as in mart.source. languages_observed are those of the articles, the most frequent first, whatever was declared.
-- Beware: an article counts for the source that announced it first; mart.sighting has all that announced it. Country and
-- publisher are what the registry says (`wireroom feeds`); files have none.
SELECT
    s.source,
    s.kind,
    s.publisher,
    s.country,
    s.language_declared AS declared,
    array_to_string(s.languages_observed[1:4], ' ')
    || CASE WHEN cardinality(s.languages_observed) > 4 THEN ' …' ELSE '' END AS observed,
    s.article_count,
    s.first_published_on AS since,
    s.last_published_on AS until
FROM mart.source AS s
ORDER BY s.article_count DESC, s.source ASC;
