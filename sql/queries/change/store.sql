-- What a version changed of the one before. Who describes it again writes nothing.
INSERT INTO news.article_change (
    article_id, version, kinds, removed_word_count, added_word_count, similarity, piece_fields, piece_befores,
    piece_removals, piece_additions, piece_afters, is_shortened
)
VALUES (
    %(article_id)s, %(version)s, %(kinds)s, %(removed_words)s, %(added_words)s, %(similarity)s, %(fields)s, %(befores)s,
    %(removals)s, %(additions)s, %(afters)s, %(is_shortened)s
)
ON CONFLICT (article_id, version) DO NOTHING
