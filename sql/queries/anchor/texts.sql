-- The head of some articles and what is known of when they were published.
SELECT
    article_id,
    left(concat_ws(E'\n', title, lead, body), %(characters)s::integer) AS text,
    language,
    published_precision,
    published_earliest,
    published_latest,
    origin,
    first_seen_at
FROM news.article
WHERE article_id = any(%(article_ids)s::bigint[])
ORDER BY article_id
