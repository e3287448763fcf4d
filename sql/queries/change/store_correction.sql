-- A correction notice, in the first version that has it.
INSERT INTO news.correction (article_id, version, position, text, rule)
VALUES (%(article_id)s, %(version)s, %(position)s, %(text)s, %(rule)s)
ON CONFLICT (article_id, version, position) DO NOTHING
