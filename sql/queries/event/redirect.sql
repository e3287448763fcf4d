-- The number of an event that turned out to be another one leads there.
INSERT INTO news.event_redirect (event_id, into_event_id, strength, method)
VALUES (%(event_id)s, %(into_event_id)s, %(strength)s, %(method)s)
