-- Where do sources declare another language than their texts are in?
--
-- Columns: declared and where (hint, entry, html, og, jsonld, http) against the language we decided for; overruled is the
-- number of articles of which the detector alone said something else; example is one of them.
-- Beware: rows with agrees = NULL declare nothing, so there is nothing to disagree with; they are listed last. A country's
-- feed that declares one language for all of its articles is the commonest reason.
SELECT
    g.source,
    g.language_declared AS declared,
    g.declared_where AS "where",
    g.language AS decided,
    g.language_agrees AS agrees,
    sum(g.article_count) AS articles,
    sum(g.overruled_count) AS overruled,
    min(a.display_title) AS example
FROM mart.language_agreement AS g
INNER JOIN mart.article AS a ON g.example_article_id = a.article_id
WHERE g.language_agrees IS NOT TRUE
GROUP BY g.source, g.language_declared, g.declared_where, g.language, g.language_agrees
ORDER BY agrees ASC NULLS LAST, articles DESC, decided ASC;
