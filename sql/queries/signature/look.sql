-- Articles as they are compared.
SELECT
    s.article_id,
    s.source_id,
    s.site,
    CASE WHEN a.url_key ~ '^https?://' THEN a.url_key END AS url,
    a.title,
    s.title_share,
    s.sketch,
    s.shingle_count,
    s.sentence_hashes,
    s.sentence_letters
FROM news.article_signature AS s
INNER JOIN news.article AS a ON s.article_id = a.article_id
WHERE s.article_id = any(%(article_ids)s)
