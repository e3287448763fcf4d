-- Staged articles that differ from the stored ones by learned lines alone.
SELECT s.ordinal
FROM stage_article AS s
INNER JOIN stage_line AS staged ON s.ordinal = staged.ordinal
INNER JOIN news.article AS a ON s.url_key_hash = a.url_key_hash
INNER JOIN news.article_line AS l ON a.article_id = l.article_id
WHERE
    staged.base_sha256 = l.base_sha256
    AND staged.learned_version <> l.learned_version
    AND (a.published_local, a.published_offset_minutes, a.published_earliest, a.published_latest)
    IS NOT DISTINCT FROM (
        s.published_local, s.published_offset_minutes, s.published_earliest, s.published_latest
    )
