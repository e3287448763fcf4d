-- A new event.
INSERT INTO news.event (method) VALUES (%(method)s)
RETURNING event_id
