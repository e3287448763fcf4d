-- Note the text of a learned line.
UPDATE news.learned_line
SET text = %(text)s
WHERE source_id = %(source_id)s AND line_hash = %(line_hash)s AND text IS NULL
