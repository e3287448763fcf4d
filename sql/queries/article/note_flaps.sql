-- Staged texts that make no version because their page goes back and forth, counted.
INSERT INTO news.article_flap AS kept (article_id, last_why, last_content_sha256, last_page_sha256)
SELECT
    s.article_id,
    s.held_why,
    s.content_sha256,
    s.page_sha256
FROM stage_article AS s
WHERE s.held_why IS NOT NULL
ORDER BY s.article_id
ON CONFLICT (article_id) DO UPDATE
    SET
        held_count = kept.held_count + 1,
        last_held_at = excluded.last_held_at,
        last_why = excluded.last_why,
        last_content_sha256 = excluded.last_content_sha256,
        last_page_sha256 = excluded.last_page_sha256
