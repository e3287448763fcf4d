-- severity: error
-- scope: warehouse
-- why: an article under an address that was taken down has come back by a way nobody thought of.
SELECT concat('article ', a.article_id, ' was taken down') AS detail
FROM ops.taken_down AS d
INNER JOIN ops.takedown AS t ON d.takedown_id = t.takedown_id
INNER JOIN news.article AS a ON d.url_key_hash = a.url_key_hash
WHERE t.lifted_at IS NULL AND d.erased_at IS NOT NULL
