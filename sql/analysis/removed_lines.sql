-- What was taken out of the articles, by which rule, and was it right?
--
-- Columns: pieces in articles; texts are the different ones: few where a source repeats a line, as many as pieces where a
-- rule takes out something new each time and should be looked at; commonest is the most frequent one.
-- Beware: moved pieces (dates, bylines) are kept as metadata. Every piece is in mart.removed_piece with its article:
-- text + removed = what the page said.
\set top 15
SELECT
    r.kind,
    r.rule,
    sum(r.piece_count) AS pieces,
    sum(r.article_count) AS articles,
    sum(r.text_count) AS texts,
    min(left(r.commonest, 60)) AS commonest
FROM mart.removed_by_rule AS r
WHERE NOT r.moved
GROUP BY r.kind, r.rule
ORDER BY pieces DESC, r.rule ASC
LIMIT :top;
