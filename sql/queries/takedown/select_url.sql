-- The article at these addresses, whichever of its addresses they are, and all its others.
WITH named AS (
    SELECT given.url_key_hash
    FROM unnest(%(url_key_hashes)s::bytea[]) AS given (url_key_hash)
    UNION
    SELECT other.url_key_hash
    FROM ops.url_alias AS other
    WHERE other.alias_hash = any(%(url_key_hashes)s::bytea[])
    UNION
    SELECT a.url_key_hash
    FROM news.article AS a
    WHERE a.url = any(%(urls)s::text[]) OR a.canonical_url = any(%(urls)s::text[])
),

meant AS (
    SELECT named.url_key_hash
    FROM named
    UNION
    SELECT other.alias_hash
    FROM ops.url_alias AS other
    INNER JOIN named ON other.url_key_hash = named.url_key_hash
)

INSERT INTO ops.taken_down (url_key_hash, takedown_id, article_id)
SELECT
    meant.url_key_hash,
    %(takedown_id)s,
    a.article_id
FROM meant
LEFT JOIN news.article AS a ON meant.url_key_hash = a.url_key_hash
ON CONFLICT (url_key_hash, takedown_id) DO NOTHING
