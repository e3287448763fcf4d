-- Which articles are known by their announcement alone, because their publishers reserve them?
-- One row per article whose feed's terms say `metadata`: neither its text nor its page is kept. One that is stored since is
-- in mart.article.
CREATE OR REPLACE VIEW mart.reserved_article AS
SELECT DISTINCT ON (d.url_key)
    d.url_key,
    d.source,
    r.title,
    coalesce(r.published_raw, past.announced_raw) AS published_raw,
    coalesce(r.language, f.language) AS language_declared,
    coalesce(s.first_seen_at, d.decided_at) AS first_seen_at,
    d.decided_at AS asked_at
FROM ops.disposition AS d
LEFT JOIN ops.sighting AS s ON d.entry_key_hash = s.entry_key_hash
LEFT JOIN raw.entry AS r ON s.entry_key_hash = r.entry_key_hash AND s.stored_at = r.stored_at
LEFT JOIN ops.feed AS f ON d.source = f.feed_key
LEFT JOIN ops.archive_entry AS past
    ON
        d.dag_id = past.dag_id
        AND d.run_id = past.run_id
        AND d.entry_key_hash = past.entry_key_hash
        AND past.announced_as = 'published'
WHERE
    d.outcome = 'rejected'
    AND d.reason = 'metadata_only'
    AND d.url_key IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM ops.disposition AS later
        WHERE later.entry_key_hash = d.entry_key_hash AND later.decided_at > d.decided_at
    )
    AND NOT EXISTS (
        SELECT FROM news.article AS a WHERE a.url_key_hash = sha256(convert_to(d.url_key, 'UTF8'))
    )
ORDER BY d.url_key ASC, d.decided_at DESC;

COMMENT ON VIEW mart.reserved_article IS 'Which articles are known by their announcement alone, because their publishers reserve them?';
COMMENT ON COLUMN mart.reserved_article.url_key IS 'Its canonical address.';
COMMENT ON COLUMN mart.reserved_article.source IS 'What announced it: a feed key, or a host of the past.';
COMMENT ON COLUMN mart.reserved_article.title IS 'As announced; null where only its address was, as in a sitemap.';
COMMENT ON COLUMN mart.reserved_article.published_raw IS 'Its date of publication as announced, not understood; null where none was.';
COMMENT ON COLUMN mart.reserved_article.language_declared IS 'As announced, else that of the feed; nothing was detected.';
COMMENT ON COLUMN mart.reserved_article.first_seen_at IS 'When it was first announced.';
COMMENT ON COLUMN mart.reserved_article.asked_at IS 'When its page said that it is reserved.';
