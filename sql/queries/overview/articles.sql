-- The articles seen most recently, with what `make up` shows of each. Removed counts pieces, moved ones not among them.
SELECT
    a.language,
    a.language_confidence,
    a.published_local,
    a.published_precision,
    a.display_title,
    (
        SELECT count(*)
        FROM news.removal AS r
        WHERE r.article_id = a.article_id AND r.version = a.version AND NOT r.moved
    ) AS removed_count
FROM news.article AS a
ORDER BY a.first_seen_at DESC, a.article_id DESC
LIMIT %(limit)s
