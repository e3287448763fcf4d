-- The numbers of the articles that staged entries have just made, for their duplicates in the batch too.
UPDATE stage_article AS s
SET article_id = a.article_id
FROM news.article AS a
WHERE s.outcome IN ('stored', 'duplicate') AND s.article_id IS NULL AND s.url_key_hash = a.url_key_hash
