-- A signature in the place of the article's earlier one.
INSERT INTO news.article_signature (
    article_id, method, content_sha256, source_id, site, band_keys, sketch, shingle_count, sentence_hashes,
    sentence_letters, title_hash, title_share
)
VALUES (
    %(article_id)s, %(method)s, %(content_sha256)s, %(source_id)s, %(site)s, %(band_keys)s, %(sketch)s,
    %(shingle_count)s, %(sentence_hashes)s, %(sentence_letters)s, %(title_hash)s, %(title_share)s
)
ON CONFLICT (article_id) DO UPDATE
    SET
        method = excluded.method,
        content_sha256 = excluded.content_sha256,
        source_id = excluded.source_id,
        site = excluded.site,
        band_keys = excluded.band_keys,
        sketch = excluded.sketch,
        shingle_count = excluded.shingle_count,
        sentence_hashes = excluded.sentence_hashes,
        sentence_letters = excluded.sentence_letters,
        title_hash = excluded.title_hash,
        title_share = excluded.title_share,
        is_wall = false
