-- Articles that are nobody's copies any more.
DELETE FROM news.duplicate_member
WHERE article_id = any(%(article_ids)s)
