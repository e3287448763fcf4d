-- Of these articles those whose signature is missing, or of another content or method. Only canonical URLs are URLs.
SELECT
    a.article_id,
    a.source_id,
    CASE WHEN a.url_key ~ '^https?://' THEN a.url_key END AS url,
    a.title,
    concat_ws(E'\n\n', a.lead, a.body) AS text,
    a.content_sha256
FROM news.article AS a
LEFT JOIN news.article_signature AS s ON a.article_id = s.article_id
WHERE
    a.article_id = any(%(article_ids)s)
    AND (s.content_sha256 IS DISTINCT FROM a.content_sha256 OR s.method <> %(method)s)
ORDER BY a.article_id
