-- Pictures and their captions.
DELETE FROM news.media
WHERE article_id = any(%(article_ids)s::bigint[])
