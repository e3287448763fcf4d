-- Pages that a source brought of articles that another one had announced first: these stay, its pages go.
WITH gone AS (
    DELETE FROM raw.page
    WHERE source = %(source)s
    RETURNING url_key_hash, body_sha256
)

DELETE FROM raw.page_key AS k
USING gone
WHERE k.url_key_hash = gone.url_key_hash AND k.body_sha256 = gone.body_sha256
