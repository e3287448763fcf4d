-- Which texts went round, who had each first, and how long after did the others follow?
--
-- Columns: one row per copy after the first; lag from the first appearance to this one; is_first_certain says that no other
-- order is possible by the dates the articles state.
-- Beware: who is first here is first among what was collected, by stated dates; where those are days, lag is no better.
-- Copies are near-duplicates (mart.duplicate), so an edited agency report counts and a rewritten one does not.
\set top 20
SELECT
    g.kind,
    g.first_publisher,
    f.display_title AS first_title,
    m.publisher AS later_publisher,
    a.display_title AS later_title,
    m.lag,
    g.is_first_certain
FROM mart.duplicate_group AS g
INNER JOIN mart.duplicate_member AS m ON g.group_id = m.group_id AND NOT m.is_first
INNER JOIN mart.article AS f ON g.first_article_id = f.article_id
INNER JOIN mart.article AS a ON m.article_id = a.article_id
ORDER BY g.article_count DESC, m.lag ASC, m.article_id ASC
LIMIT :top;
