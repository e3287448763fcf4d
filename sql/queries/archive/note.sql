-- Entries of the past that a pass is about: noted once, and wanted unless their article is there or they were rejected
-- before; with `again` in any case. `wanted` is queued, for those that do not wait already, or read, for what a file
-- holds and is read at once.
WITH given AS (
    SELECT
        sha256(convert_to(g.entry_key, 'UTF8')) AS entry_key_hash,
        sha256(convert_to(g.url_key, 'UTF8')) AS url_key_hash,
        g.*
    FROM jsonb_to_recordset(%(entries)s::jsonb) AS g (
        entry_key text, url_key text, url text, host text, site text, feed_id integer, source text, title text,
        language text, published_raw text, found_by text, found_in text, announced_raw text, announced_as text,
        announced_local text, announced_at timestamptz
    )
),

judged AS (
    SELECT
        g.*,
        CASE
            WHEN %(again)s THEN %(wanted)s::text
            WHEN EXISTS (
                SELECT FROM news.article AS a
                WHERE
                    a.url_key_hash = coalesce(
                        (SELECT o.url_key_hash FROM ops.url_alias AS o WHERE o.alias_hash = g.url_key_hash), g.url_key_hash
                    )
                    AND a.origin <> 'demo'
            ) THEN 'stored'
            WHEN
                %(wanted)s = 'queued'
                AND EXISTS (SELECT FROM ops.entry AS e WHERE e.entry_key_hash = g.entry_key_hash)
                THEN 'shared'
            WHEN EXISTS (
                SELECT FROM ops.disposition AS d
                WHERE d.entry_key_hash = g.entry_key_hash AND d.outcome = 'rejected'
            ) THEN 'rejected'
            ELSE %(wanted)s
        END AS standing
    FROM given AS g
),

noted AS (
    INSERT INTO ops.archive_entry (
        dag_id, run_id, entry_key_hash, entry_key, url_key, url_key_hash, site, found_by, found_in, announced_raw,
        announced_as, announced_local, announced_at, standing
    )
    SELECT
        %(dag_id)s, %(run_id)s, entry_key_hash, entry_key, url_key, url_key_hash, site, found_by, found_in, announced_raw,
        announced_as, announced_local, announced_at, standing
    FROM judged
    ON CONFLICT (dag_id, run_id, entry_key_hash) DO NOTHING
    RETURNING entry_key_hash, standing
),

queued AS (
    INSERT INTO ops.entry (
        entry_key_hash, entry_key, url_key, url_key_hash, url, host, site, feed_id, source, origin, purpose, priority,
        title, published_raw, declared_language, not_before, seen_at
    )
    SELECT
        j.entry_key_hash, j.entry_key, j.url_key, j.url_key_hash, j.url, j.host, j.site, j.feed_id, j.source, 'backfill',
        CASE WHEN %(again)s::boolean THEN 'replay' ELSE 'new' END, 2, j.title, j.published_raw, j.language,
        greatest(now(), h.blocked_until), now()
    FROM judged AS j
    INNER JOIN noted AS n ON j.entry_key_hash = n.entry_key_hash
    LEFT JOIN ops.host AS h ON j.host = h.host
    WHERE n.standing = 'queued'
    ON CONFLICT (entry_key_hash) DO NOTHING
    RETURNING entry_key_hash
)

SELECT
    n.entry_key_hash,
    n.standing,
    q.entry_key_hash IS NOT NULL AS is_queued
FROM noted AS n
LEFT JOIN queued AS q ON n.entry_key_hash = q.entry_key_hash
