-- The ledger lives as long as its text.
DELETE FROM news.removal
WHERE article_id = any(%(article_ids)s::bigint[])
