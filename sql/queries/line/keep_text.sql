-- Learned lines act on new articles only: where nothing but other learned lines makes a stored text differ, the staged
-- article takes the text that is stored.
UPDATE stage_article AS s
SET
    title = a.title,
    display_title = a.display_title,
    lead = a.lead,
    body = a.body,
    body_kinds = a.body_kinds,
    content_sha256 = a.content_sha256
FROM stage_line AS staged, news.article AS a, news.article_line AS l
WHERE
    s.ordinal = staged.ordinal
    AND s.url_key_hash = a.url_key_hash
    AND a.article_id = l.article_id
    AND staged.base_sha256 = l.base_sha256
    AND staged.learned_version <> l.learned_version
    AND (a.title, a.lead, a.body) IS DISTINCT FROM (s.title, s.lead, s.body)
RETURNING s.ordinal
