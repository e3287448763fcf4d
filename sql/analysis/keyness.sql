-- Which words set the articles that speak of something apart from the others of their language?
--
-- Columns: counts of the word in the articles that contain :topic and in the others; log_ratio is the effect (1: twice as
-- frequent, 3: eight times); g2 is the evidence (log-likelihood; above 15.13 p < 0.0001 for a word looked at alone).
-- Beware: read both numbers: a large log_ratio on two occurrences means nothing. Forms are not joined (harbour, harbours);
-- scripts without spaces are counted in pairs of characters. At most 5,000 articles a side: these are the newest.
\set topic harbour
\set language en
\set top 10
SELECT
    k.word,
    k.target_count,
    k.reference_count,
    k.target_article_count AS articles,
    round(k.log_ratio::numeric, 1) AS log_ratio,
    round(k.g2::numeric, 1) AS g2
FROM mart.keyness(
    ARRAY(
        SELECT a.article_id FROM mart.article AS a
        WHERE a.language = :'language' AND a.body ILIKE '%' || :'topic' || '%'
        ORDER BY a.article_id DESC LIMIT 5000
    ),
    ARRAY(
        SELECT a.article_id FROM mart.article AS a
        WHERE a.language = :'language' AND a.body NOT ILIKE '%' || :'topic' || '%'
        ORDER BY a.article_id DESC LIMIT 5000
    ),
    top => :top
) AS k
ORDER BY k.g2 DESC, k.word ASC;
