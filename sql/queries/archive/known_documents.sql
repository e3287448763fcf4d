-- Archived feeds of a source that were read before: they cannot change (RFC 5005), so their dates hold.
SELECT DISTINCT ON (document_hash)
    document,
    earliest,
    latest,
    leads_to
FROM ops.archive_document
WHERE kind = 'feed_archive' AND source = %(source)s AND state = 'read' AND latest IS NOT NULL
ORDER BY document_hash ASC, read_at DESC
