-- What did publishers change in their texts, word by word?
--
-- Columns: kinds is what differs (title, lead, body, date); similarity is the share of words that stayed; word_diff has each
-- changed place on a line: [-went-] {+came+} with the words around it.
-- Beware: only changes of the publisher; leave out the condition on cause to see what our reading again changed. A date
-- alone changes no word.
\set top 20
SELECT
    v.language,
    v.version,
    v.kinds,
    v.removed_word_count AS removed,
    v.added_word_count AS added,
    round(v.similarity::numeric, 3) AS similarity,
    v.word_diff
FROM mart.article_version AS v
WHERE v.version > 1 AND v.cause = 'publisher' AND v.kinds IS NOT NULL
ORDER BY v.valid_from DESC, v.similarity ASC, v.language ASC
LIMIT :top;
