-- All members of an event into another one.
UPDATE news.event_member
SET event_id = %(into_event_id)s
WHERE event_id = %(event_id)s
