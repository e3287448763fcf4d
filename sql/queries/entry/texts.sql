-- What feeds said of these entries, text included.
SELECT
    r.entry_key_hash,
    r.title,
    r.summary,
    r.content_html,
    r.authors,
    r.link
FROM unnest(%(entry_key_hashes)s::bytea[], %(stored_ats)s::timestamptz[]) AS wanted (entry_key_hash, stored_at)
INNER JOIN raw.entry AS r ON wanted.entry_key_hash = r.entry_key_hash AND wanted.stored_at = r.stored_at
