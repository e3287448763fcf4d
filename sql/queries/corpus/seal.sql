-- The hashes of the members of a new corpus, while every one is in its newest version.
UPDATE news.corpus_member AS m
SET row_sha256 = news.corpus_row_sha256(m, a.title, a.lead, a.body)
FROM news.article AS a
WHERE m.corpus_id = %(corpus_id)s AND m.article_id = a.article_id AND m.version = a.version
