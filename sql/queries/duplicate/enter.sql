-- An article enters a group, or changes over to it.
INSERT INTO news.duplicate_member AS m (article_id, group_id)
VALUES (%(article_id)s, %(group_id)s)
ON CONFLICT (article_id) DO UPDATE
    SET group_id = excluded.group_id
    WHERE m.group_id <> excluded.group_id
