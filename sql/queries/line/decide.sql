-- A person's word on a line, in one source or in all that know it. It holds against all evidence.
UPDATE news.learned_line AS k
SET status = %(status)s, decided_by = %(by)s, decided_reason = %(reason)s, decided_at = %(at)s
FROM news.source AS s
WHERE
    k.source_id = s.source_id
    AND k.line_hash = %(line_hash)s
    AND (%(source)s::text IS NULL OR s.name = %(source)s::text)
RETURNING s.name AS source, k.text
