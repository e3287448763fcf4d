-- A corpus without articles yet: no row where one of that name is there.
INSERT INTO news.corpus AS c (name, query, note, frozen_by, frozen_at)
VALUES (%(name)s, %(query)s, %(note)s, %(by)s, %(at)s)
ON CONFLICT (name) DO NOTHING
RETURNING c.corpus_id
