-- Which headlines did publishers change, and which words?
--
-- Columns: removed and added are the words that differ, in order; changes_text says whether lead or body changed with it.
-- Beware: a change is seen when the page is looked at again (revisit_hours of its feed), so what changed twice between two
-- looks is one change, and most changes of pages that are never looked at again are not seen at all. What our own better
-- reading changed is not here. Newest first.
\set top 20
SELECT
    h.source,
    h.language,
    h.old_title,
    h.new_title,
    array_to_string(h.removed, ' … ') AS removed,
    array_to_string(h.added, ' … ') AS added,
    h.changes_text
FROM mart.headline_change AS h
ORDER BY h.changed_at DESC, h.language ASC, h.new_title ASC
LIMIT :top;
