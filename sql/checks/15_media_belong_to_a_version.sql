-- severity: error
-- scope: article
-- why: pictures are kept with the version they stood in.
SELECT
    m.article_id,
    concat('a picture of version ', m.version, ', the newest is ', a.version) AS detail
FROM news.media AS m
INNER JOIN news.article AS a ON m.article_id = a.article_id
WHERE m.article_id = any(%(article_ids)s::bigint[]) AND m.version > a.version
