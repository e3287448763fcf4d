-- What a person said of the article.
DELETE FROM news.override
WHERE url_key_hash = any(%(url_key_hashes)s::bytea[])
