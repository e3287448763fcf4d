-- Forget a corpus and its members; the articles stay.
DELETE FROM news.corpus
WHERE name = %(name)s
RETURNING article_count
