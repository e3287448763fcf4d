-- Known announcements that say something else now: kept as they came, their pages to be fetched again. The more often
-- one has changed the longer that waits, so that one that flips to and fro is not fetched at every poll.
WITH announced AS (
    SELECT g.*
    FROM json_to_recordset(%(entries)s::json) AS g (
        place integer, entry_key_hash bytea, entry_key text, url_key text, url_key_hash bytea, url text, host text,
        site text, content_hash bytea, alias_hash bytea, same_as bytea, carries_text boolean, guid text, link text,
        title text, summary text, content_html text, published_raw text, updated_raw text, language text,
        authors text[], categories text[], enclosures jsonb, source_name text, source_url text, origin text,
        priority smallint
    )
),

changed AS (
    UPDATE ops.sighting AS s
    SET
        content_hash = a.content_hash,
        stored_at = now(),
        last_seen_at = now(),
        change_count = s.change_count + 1,
        changed_at = now()
    FROM announced AS a
    WHERE s.entry_key_hash = a.entry_key_hash AND s.content_hash <> a.content_hash
    RETURNING s.entry_key_hash, s.stored_at, s.change_count
),

kept AS (
    INSERT INTO raw.entry (
        feed_id, entry_key_hash, stored_at, entry_key, url_key, url, host, site, content_hash, carries_text, guid, link,
        title, summary, content_html, published_raw, updated_raw, language, authors, categories, enclosures,
        source_name, source_url
    )
    SELECT
        %(feed_id)s, a.entry_key_hash, changed.stored_at, a.entry_key, a.url_key, a.url, a.host, a.site, a.content_hash,
        a.carries_text, a.guid, a.link, a.title, a.summary, a.content_html, a.published_raw, a.updated_raw, a.language,
        a.authors, a.categories, a.enclosures, a.source_name, a.source_url
    FROM announced AS a
    INNER JOIN changed ON a.entry_key_hash = changed.entry_key_hash
    ORDER BY a.place
)

INSERT INTO ops.entry AS queued (
    entry_key_hash, entry_key, url_key, url_key_hash, url, host, site, feed_id, source, origin, purpose, priority,
    title, published_raw, declared_language, raw_stored_at, carries_text, not_before, seen_at
)
SELECT
    a.entry_key_hash, a.entry_key, a.url_key, a.url_key_hash, a.url, a.host, a.site, %(feed_id)s, %(source)s, a.origin,
    'changed', a.priority, a.title, a.published_raw, a.language, changed.stored_at, a.carries_text,
    greatest(
        now() + changed.change_count * make_interval(secs => %(changed_gap_s)s),
        (SELECT max(h.blocked_until) FROM ops.host AS h WHERE h.host = a.host)
    ),
    now()
FROM announced AS a
INNER JOIN changed ON a.entry_key_hash = changed.entry_key_hash
ORDER BY a.place
ON CONFLICT (entry_key_hash) DO UPDATE
    SET
        title = excluded.title,
        published_raw = excluded.published_raw,
        declared_language = excluded.declared_language,
        raw_stored_at = excluded.raw_stored_at,
        carries_text = excluded.carries_text
RETURNING entry_key_hash
