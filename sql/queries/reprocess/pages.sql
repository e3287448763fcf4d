-- What is read again of each article: the page of its newest version, or where there is no article the newest page; no
-- page where that has been dropped. Beside it what the version took from its announcement: another one may have brought
-- this very page first.
SELECT
    asked.url_key_hash,
    a.article_id,
    a.url AS article_url,
    CASE a.published_where WHEN 'entry' THEN a.published_raw END AS article_published_raw,
    f.publisher_zone,
    p.url_key,
    p.fetched_at,
    p.content_type,
    p.charset,
    p.body,
    p.body_bytes,
    p.entry_key,
    p.source,
    p.origin,
    p.url,
    p.title,
    p.published_raw,
    p.declared_language,
    p.language_hint,
    p.file,
    p.record
FROM unnest(%(url_key_hashes)s::bytea[]) WITH ORDINALITY AS asked (url_key_hash, place)
LEFT JOIN news.article AS a ON asked.url_key_hash = a.url_key_hash
LEFT JOIN LATERAL (
    SELECT
        n.body_sha256,
        n.stored_at
    FROM raw.page_key AS n
    WHERE n.url_key_hash = asked.url_key_hash AND (a.article_id IS NULL OR n.body_sha256 = a.page_sha256)
    ORDER BY n.stored_at DESC
    LIMIT 1
) AS k ON TRUE
LEFT JOIN raw.page AS p
    ON asked.url_key_hash = p.url_key_hash AND k.body_sha256 = p.body_sha256 AND k.stored_at = p.stored_at
LEFT JOIN ops.feed AS f ON p.source = f.feed_key
ORDER BY asked.place
