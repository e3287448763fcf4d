-- The article leaves its event; links of others keep what they share with it, for it stands in their own text, but not
-- its number. Numbers of events stay.
WITH gone AS (
    DELETE FROM news.event_member
    WHERE article_id = any(%(article_ids)s::bigint[])
)

UPDATE news.event_member
SET linked_article_id = NULL
WHERE linked_article_id = any(%(article_ids)s::bigint[]) AND NOT article_id = any(%(article_ids)s::bigint[])
