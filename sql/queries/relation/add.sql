-- A relation that was found.
INSERT INTO news.article_relation (
    article_id, other_id, kind, pair_kind, is_wall_like, joins_group, similarity, containment, sentence_share,
    shared_letters, method
)
VALUES (
    %(article_id)s, %(other_id)s, %(kind)s, %(kind)s, %(is_wall_like)s, %(joins_group)s, %(similarity)s,
    %(containment)s, %(sentence_share)s, %(shared_letters)s, %(method)s
)
