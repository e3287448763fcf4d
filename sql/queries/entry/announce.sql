-- A new announcement: seen, kept as it came and queued, or none of these where it is known. Another name of a known
-- entry (same_as) is only noted as seen.
WITH first AS (
    INSERT INTO ops.sighting (
        entry_key_hash, feed_id, url_key_hash, alias_hash, content_hash, same_as, stored_at, first_seen_at, last_seen_at
    )
    VALUES (
        %(entry_key_hash)s, %(feed_id)s, %(url_key_hash)s, %(alias_hash)s, %(content_hash)s, %(same_as)s, now(), now(), now()
    )
    ON CONFLICT (entry_key_hash) DO NOTHING
    RETURNING entry_key_hash, stored_at
),

kept AS (
    INSERT INTO raw.entry (
        feed_id, entry_key_hash, stored_at, entry_key, url_key, url, host, site, content_hash, carries_text, guid, link,
        title, summary, content_html, published_raw, updated_raw, language, authors, categories, enclosures,
        source_name, source_url
    )
    SELECT
        %(feed_id)s, entry_key_hash, stored_at, %(entry_key)s, %(url_key)s, %(url)s, %(host)s, %(site)s,
        %(content_hash)s, %(carries_text)s, %(guid)s, %(link)s, %(title)s, %(summary)s, %(content_html)s,
        %(published_raw)s, %(updated_raw)s, %(language)s, %(authors)s, %(categories)s, %(enclosures)s, %(source_name)s,
        %(source_url)s
    FROM first
),

wish AS (
    SELECT max(blocked_until) AS blocked_until
    FROM ops.host
    WHERE host = %(host)s
)

INSERT INTO ops.entry (
    entry_key_hash, entry_key, url_key, url_key_hash, url, host, site, feed_id, source, origin, purpose, priority,
    title, published_raw, declared_language, raw_stored_at, carries_text, not_before, seen_at
)
SELECT
    first.entry_key_hash, %(entry_key)s, %(url_key)s, %(url_key_hash)s, %(url)s, %(host)s, %(site)s, %(feed_id)s,
    %(source)s, %(origin)s, 'new', %(priority)s, %(title)s, %(published_raw)s, %(language)s, first.stored_at,
    %(carries_text)s, greatest(now(), (SELECT wish.blocked_until FROM wish)), now()
FROM first
WHERE %(same_as)s::bytea IS NULL
RETURNING entry_key_hash
