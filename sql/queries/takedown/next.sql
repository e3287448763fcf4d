-- The next addresses to erase, with the article that stands there.
SELECT
    d.url_key_hash,
    a.article_id
FROM ops.taken_down AS d
LEFT JOIN news.article AS a ON d.url_key_hash = a.url_key_hash
WHERE d.takedown_id = %(takedown_id)s AND d.erased_at IS NULL
ORDER BY d.url_key_hash
LIMIT %(limit)s
