-- severity: error
-- scope: article
-- why: und means that nobody knows, so its confidence is 0, and 0 means und; a row that differs went round the tagger.
SELECT
    a.article_id,
    concat('language ', a.language, ' with confidence ', a.language_confidence) AS detail
FROM news.article AS a
WHERE a.article_id = any(%(article_ids)s::bigint[]) AND (a.language = 'und') <> (a.language_confidence = 0)
