-- Take articles out of their events.
DELETE FROM news.event_member
WHERE article_id = any(%(article_ids)s::bigint[])
