-- Numbers that led to an event lead to the one it is merged into: a redirect is always one step.
UPDATE news.event_redirect
SET into_event_id = %(into_event_id)s
WHERE into_event_id = %(event_id)s
