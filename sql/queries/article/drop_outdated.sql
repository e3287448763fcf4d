-- Articles that were read again from a page that is no longer that of their newest version, or that are gone: what was
-- read does not count any more. A page that never made an article may make one now.
DELETE FROM stage_article AS s
WHERE
    EXISTS (
        SELECT
        FROM news.article AS a
        WHERE a.url_key_hash = s.url_key_hash AND a.page_sha256 <> s.page_sha256
    )
    OR (
        s.entry_key SIMILAR TO 'reprocess(-text)?:%'
        AND NOT EXISTS (
            SELECT
            FROM news.article AS a
            WHERE a.url_key_hash = s.url_key_hash
        )
    )
