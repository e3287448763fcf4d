-- What a person marked as no article counts no more.
DELETE FROM news.article_period AS p
USING news.article AS a, news.override AS o
WHERE
    p.article_id = any(%(article_ids)s::bigint[])
    AND a.article_id = p.article_id
    AND o.url_key_hash = a.url_key_hash
    AND o.field = 'not_article'
