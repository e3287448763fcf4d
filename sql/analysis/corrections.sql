-- Which articles say that they were corrected?
--
-- Columns: came_later says that we have an earlier version without the notice, so what was wrong can be read in
-- mart.article_version; rule is what it was known by.
-- Beware: found are notices in the forms listed in plugins/wireroom/compare/corrections.toml, some thirty languages; an
-- article that was corrected in silence is in word_changes. Newest first.
\set top 20
SELECT
    c.source,
    c.language,
    c.title,
    c.came_later,
    c.text,
    c.rule
FROM mart.correction AS c
ORDER BY c.noticed_at DESC, c.title ASC
LIMIT :top;
