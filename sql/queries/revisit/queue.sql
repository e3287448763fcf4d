-- Known articles that are due to be looked at again, as far as the budget of their feed allows, into the queue. Those
-- beyond it stay due. Their schedule goes on when they have been looked at.
WITH spent AS (
    SELECT
        c.feed_id,
        count(*) AS check_count
    FROM ops.page_fetch AS p
    INNER JOIN news.article AS a ON p.url_key_hash = a.url_key_hash
    INNER JOIN news.article_check AS c ON a.article_id = c.article_id
    WHERE p.purpose = 'revisit' AND p.fetched_at > now() - interval '24 hours'
    GROUP BY c.feed_id
),

due AS (
    SELECT
        c.article_id,
        c.feed_id,
        c.url,
        c.host,
        c.site,
        row_number() OVER (PARTITION BY c.feed_id ORDER BY c.next_check_at) AS place
    FROM news.article_check AS c
    WHERE c.next_check_at <= now()
),

affordable AS (
    SELECT
        due.article_id,
        due.feed_id,
        due.url,
        due.host,
        due.site
    FROM due
    INNER JOIN ops.feed AS f ON due.feed_id = f.feed_id
    INNER JOIN ops.feed_state AS s ON due.feed_id = s.feed_id
    LEFT JOIN spent ON due.feed_id = spent.feed_id
    WHERE s.status <> 'paused' AND due.place + coalesce(spent.check_count, 0) <= f.revisits_per_day
    ORDER BY due.place, due.article_id
    LIMIT %(limit)s
),

taken AS (
    UPDATE news.article_check AS c
    SET next_check_at = NULL
    FROM affordable
    WHERE c.article_id = affordable.article_id AND c.next_check_at <= now()
    RETURNING c.article_id
)

INSERT INTO ops.entry (
    entry_key_hash, entry_key, url_key, url_key_hash, url, host, site, feed_id, source, origin, purpose, priority,
    title, published_raw, declared_language, not_before, seen_at
)
SELECT
    sha256(convert_to('revisit:' || a.url_key, 'UTF8')),
    'revisit:' || a.url_key,
    a.url_key,
    a.url_key_hash,
    affordable.url,
    affordable.host,
    affordable.site,
    affordable.feed_id,
    f.feed_key,
    a.origin,
    'revisit',
    1,
    latest.title,
    latest.published_raw,
    latest.language,
    greatest(now(), h.blocked_until),
    now()
FROM taken
INNER JOIN affordable ON taken.article_id = affordable.article_id
INNER JOIN news.article AS a ON taken.article_id = a.article_id
INNER JOIN ops.feed AS f ON affordable.feed_id = f.feed_id
LEFT JOIN ops.host AS h ON affordable.host = h.host
LEFT JOIN LATERAL (
    SELECT
        r.title,
        r.published_raw,
        r.language
    FROM ops.sighting AS s
    INNER JOIN raw.entry AS r ON s.entry_key_hash = r.entry_key_hash AND s.stored_at = r.stored_at
    WHERE s.url_key_hash = a.url_key_hash AND s.feed_id = affordable.feed_id
    ORDER BY s.first_seen_at
    LIMIT 1
) AS latest ON TRUE
ON CONFLICT (entry_key_hash) DO NOTHING
RETURNING entry_key_hash
