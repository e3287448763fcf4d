-- The articles that were chosen by their public ids.
UPDATE stage_corpus AS s
SET article_id = a.article_id
FROM news.article AS a
WHERE s.article_id IS NULL AND s.public_id = news.public_id(a.url_key_hash)
