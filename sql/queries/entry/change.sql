-- A known announcement that says something else now: kept as it came, its page to be fetched again. The more often it
-- has changed the longer that waits, so that one that flips to and fro is not fetched at every poll.
WITH changed AS (
    UPDATE ops.sighting
    SET
        content_hash = %(content_hash)s,
        stored_at = now(),
        last_seen_at = now(),
        change_count = change_count + 1,
        changed_at = now()
    WHERE entry_key_hash = %(entry_key_hash)s AND content_hash <> %(content_hash)s
    RETURNING entry_key_hash, stored_at, change_count
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
    FROM changed
),

wish AS (
    SELECT max(blocked_until) AS blocked_until
    FROM ops.host
    WHERE host = %(host)s
)

INSERT INTO ops.entry AS queued (
    entry_key_hash, entry_key, url_key, url_key_hash, url, host, site, feed_id, source, origin, purpose, priority,
    title, published_raw, declared_language, raw_stored_at, carries_text, not_before, seen_at
)
SELECT
    changed.entry_key_hash, %(entry_key)s, %(url_key)s, %(url_key_hash)s, %(url)s, %(host)s, %(site)s, %(feed_id)s,
    %(source)s, %(origin)s, 'changed', %(priority)s, %(title)s, %(published_raw)s, %(language)s, changed.stored_at,
    %(carries_text)s,
    greatest(
        now() + changed.change_count * make_interval(secs => %(changed_gap_s)s),
        (SELECT wish.blocked_until FROM wish)
    ),
    now()
FROM changed
ON CONFLICT (entry_key_hash) DO UPDATE
    SET
        title = excluded.title,
        published_raw = excluded.published_raw,
        declared_language = excluded.declared_language,
        raw_stored_at = excluded.raw_stored_at,
        carries_text = excluded.carries_text
RETURNING entry_key_hash
