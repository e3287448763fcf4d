-- A group goes over into another.
UPDATE news.duplicate_member
SET group_id = %(into)s
WHERE group_id = %(group_id)s
