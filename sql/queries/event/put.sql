-- Put an article into an event, with what spoke for it.
INSERT INTO news.event_member AS kept (
    article_id, event_id, linked_article_id, strength, average_strength, anchor_cosine, stem_cosine, shared_keys,
    shared_idf, counted_articles, method
)
VALUES (
    %(article_id)s, %(event_id)s, %(linked_article_id)s, %(strength)s, %(average_strength)s, %(anchor_cosine)s,
    %(stem_cosine)s, %(shared_keys)s::text[], %(shared_idf)s, %(counted_articles)s, %(method)s
)
ON CONFLICT (article_id) DO UPDATE
    SET
        event_id = excluded.event_id,
        linked_article_id = excluded.linked_article_id,
        strength = excluded.strength,
        average_strength = excluded.average_strength,
        anchor_cosine = excluded.anchor_cosine,
        stem_cosine = excluded.stem_cosine,
        shared_keys = excluded.shared_keys,
        shared_idf = excluded.shared_idf,
        counted_articles = excluded.counted_articles,
        method = excluded.method,
        linked_at = now()
