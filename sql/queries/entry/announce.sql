-- New announcements: seen, kept as they came and queued, or none of these where they are known. Another name of a
-- known entry (same_as) is only noted as seen.
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

first AS (
    INSERT INTO ops.sighting (
        entry_key_hash, feed_id, url_key_hash, alias_hash, content_hash, same_as, stored_at, first_seen_at, last_seen_at
    )
    SELECT
        entry_key_hash, %(feed_id)s, url_key_hash, alias_hash, content_hash, same_as, now(), now(), now()
    FROM announced
    ORDER BY place
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
        %(feed_id)s, a.entry_key_hash, first.stored_at, a.entry_key, a.url_key, a.url, a.host, a.site, a.content_hash,
        a.carries_text, a.guid, a.link, a.title, a.summary, a.content_html, a.published_raw, a.updated_raw, a.language,
        a.authors, a.categories, a.enclosures, a.source_name, a.source_url
    FROM announced AS a
    INNER JOIN first ON a.entry_key_hash = first.entry_key_hash
    ORDER BY a.place
)

INSERT INTO ops.entry (
    entry_key_hash, entry_key, url_key, url_key_hash, url, host, site, feed_id, source, origin, purpose, priority,
    title, published_raw, declared_language, raw_stored_at, carries_text, not_before, seen_at
)
SELECT
    a.entry_key_hash, a.entry_key, a.url_key, a.url_key_hash, a.url, a.host, a.site, %(feed_id)s, %(source)s, a.origin,
    'new', a.priority, a.title, a.published_raw, a.language, first.stored_at, a.carries_text,
    greatest(now(), (SELECT max(h.blocked_until) FROM ops.host AS h WHERE h.host = a.host)), now()
FROM announced AS a
INNER JOIN first ON a.entry_key_hash = first.entry_key_hash
WHERE a.same_as IS NULL
ORDER BY a.place
RETURNING entry_key_hash
