-- The page that the newest version of an article was read from.
SELECT page_sha256
FROM news.article
WHERE url_key_hash = %(url_key_hash)s
