-- A source is no longer restricted: its row, if there was one.
DELETE FROM news.source_restriction
WHERE source = %(source)s
RETURNING source
