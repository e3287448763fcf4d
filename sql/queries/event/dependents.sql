-- Members that were linked to one of these articles and are no longer in one event with it.
SELECT m.article_id
FROM news.event_member AS m
LEFT JOIN news.event_member AS linked ON m.linked_article_id = linked.article_id
WHERE m.linked_article_id = any(%(article_ids)s::bigint[]) AND m.event_id IS DISTINCT FROM linked.event_id
ORDER BY m.article_id
