-- Why: a capture of a web archive must not replace newer text, so its page must say when it was captured. What was taken
-- in before said when the archive was read.
UPDATE raw.page AS p
SET fetched_at = e.announced_at
FROM ops.archive_entry AS e
WHERE
    e.announced_as = 'captured'
    AND e.announced_at IS NOT NULL
    AND p.url_key_hash = e.url_key_hash
    AND p.entry_key = e.entry_key;
COMMENT ON COLUMN raw.page.fetched_at IS 'When the document was taken in: by us, or by the crawler whose web archive we read.';
