-- Search rows that were made before their language was changed, locked: who indexes one of these articles meanwhile waits.
-- Language by language, so that the index is read where no row is outdated too.
SELECT s.article_id
FROM news.language AS l
CROSS JOIN LATERAL (
    SELECT made.article_id
    FROM news.article_search AS made
    WHERE made.language = l.language AND made.language_revision < l.revision
    ORDER BY made.language_revision
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
) AS s
ORDER BY l.language
LIMIT %(limit)s
