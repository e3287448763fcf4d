-- severity: warn
-- scope: article
-- why: http and https, with www and without, are in practice one page: two articles are one too many.
SELECT
    a.article_id,
    concat('it is there as article ', same.article_id, ' too') AS detail
FROM news.article AS a
CROSS JOIN LATERAL (
    VALUES
    (regexp_replace(a.url_key, '^https:', 'http:')),
    (regexp_replace(a.url_key, '^http:', 'https:')),
    (regexp_replace(a.url_key, '^(https?://)www\.', '\1')),
    (regexp_replace(a.url_key, '^(https?://)', '\1www.'))
) AS variant (url_key)
INNER JOIN news.article AS same ON sha256(convert_to(variant.url_key, 'UTF8')) = same.url_key_hash
WHERE a.article_id = any(%(article_ids)s::bigint[]) AND same.article_id <> a.article_id
