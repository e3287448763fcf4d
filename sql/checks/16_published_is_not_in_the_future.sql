-- severity: error
-- scope: article
-- why: a date beyond the moment we first saw the article is a wrong date; a day is allowed for clocks and zones.
SELECT
    a.article_id,
    concat('published ', a.published_local, ', first seen ', a.first_seen_at) AS detail
FROM news.article AS a
WHERE a.article_id = any(%(article_ids)s::bigint[]) AND a.published_earliest > a.updated_at + interval '1 day'
