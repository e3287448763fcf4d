-- With what to ask conditionally for the pages of these articles.
SELECT
    a.url_key_hash,
    c.etag,
    c.last_modified,
    c.validators_url
FROM news.article AS a
INNER JOIN news.article_check AS c ON a.article_id = c.article_id
WHERE a.url_key_hash = any(%(url_key_hashes)s) AND c.validators_url IS NOT NULL
