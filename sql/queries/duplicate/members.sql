-- Who is in these groups?
SELECT m.article_id
FROM news.duplicate_member AS m
WHERE m.group_id = any(%(group_ids)s)
