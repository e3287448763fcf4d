-- Staged captures of web archives that are older than the text that is stored: taken before that text was fetched, or
-- found unchanged by a live look. One that says something else leaves the stage and is given back; one that says the
-- same stays, but what it says beside the text (authors, language, ...) does not count. Where the page is no longer
-- stored, the text counts from when it came. A page that was withdrawn since was not found unchanged.
WITH older AS (
    SELECT
        s.ordinal,
        (
            (
                a.title, a.lead, a.body, a.published_local, a.published_offset_minutes, a.published_earliest,
                a.published_latest
            ) IS DISTINCT FROM (
                s.title, s.lead, s.body, s.published_local, s.published_offset_minutes, s.published_earliest,
                s.published_latest
            )
        ) AS differs
    FROM stage_article AS s
    INNER JOIN ops.archive_entry AS e
        ON e.dag_id = %(dag_id)s AND e.run_id = %(run_id)s AND s.entry_key_hash = e.entry_key_hash
    INNER JOIN news.article AS a ON s.url_key_hash = a.url_key_hash
    LEFT JOIN raw.page_key AS k ON a.url_key_hash = k.url_key_hash AND a.page_sha256 = k.body_sha256
    LEFT JOIN raw.page AS p
        ON k.url_key_hash = p.url_key_hash AND k.body_sha256 = p.body_sha256 AND k.stored_at = p.stored_at
    LEFT JOIN news.article_check AS c ON a.article_id = c.article_id AND c.withdrawn_at IS NULL
    WHERE
        e.announced_as = 'captured'
        AND a.origin <> 'demo'
        AND e.announced_at < greatest(coalesce(p.fetched_at, a.changed_at), c.last_checked_at)
),

same AS (
    UPDATE stage_article AS s
    SET is_older = TRUE
    FROM older AS o
    WHERE s.ordinal = o.ordinal AND NOT o.differs
)

DELETE FROM stage_article AS s
USING older AS o
WHERE s.ordinal = o.ordinal AND o.differs
RETURNING s.ordinal
