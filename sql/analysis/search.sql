-- Which articles speak of this, the best first?
--
-- Columns: rank is to be compared within one search only; snippet has the words found between **.
-- Beware: words are found in their inflected forms only where Postgres has a stemmer for the language (news.language);
-- elsewhere write the beginning and a star: wybor*. Without a language every article is searched in the way of its own.
\set words 'harbour wall'
\set language en
\set top 5
SELECT
    s.title,
    s.published,
    round(s.rank::numeric, 3) AS rank,
    s.snippet
FROM mart.search(:'words', :'language', top => :top) AS s;
