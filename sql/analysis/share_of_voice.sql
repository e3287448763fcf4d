-- Which share of the articles in a language comes from which site?
--
-- Columns: site is the host of the article's address, else its source; share of all articles in the language, 0 to 1.
-- Beware: counts articles, not readers or words. Copies of a text count for each who ran it: take duplicates into account
-- with who_copies_whom.
\set least 2
SELECT
    s.language,
    s.site,
    s.article_count,
    round(s.article_count / sum(s.article_count) OVER (PARTITION BY s.language), 2) AS share
FROM (
    SELECT
        a.language,
        coalesce(substring(a.url_key FROM '^https?://([^/:?#]+)'), a.source) AS site,
        count(*) AS article_count,
        sum(count(*)) OVER (PARTITION BY a.language) AS language_count
    FROM mart.article AS a
    GROUP BY a.language, coalesce(substring(a.url_key FROM '^https?://([^/:?#]+)'), a.source)
) AS s
WHERE s.language_count >= :least
ORDER BY s.language ASC, s.article_count DESC, s.site ASC;
