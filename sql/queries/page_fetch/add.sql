-- One line of the log of fetches; without the address where it was taken down.
INSERT INTO ops.page_fetch (
    url_key_hash, fetched_at, url, host, site, purpose, dag_id, run_id, trouble, status, detail, hop_count, wire_bytes,
    body_bytes, elapsed_s, is_conditional
)
SELECT
    %(url_key_hash)s, clock_timestamp(), CASE WHEN taken.it THEN 'taken down' ELSE %(url)s END, %(host)s, %(site)s,
    %(purpose)s, %(dag_id)s, %(run_id)s, %(trouble)s, %(status)s, CASE WHEN NOT taken.it THEN %(detail)s END,
    %(hop_count)s, %(wire_bytes)s, %(body_bytes)s, %(elapsed_s)s, %(is_conditional)s
FROM (
    SELECT count(*) > 0 AS it
    FROM ops.taken_down AS d
    WHERE d.url_key_hash = %(url_key_hash)s
) AS taken
ON CONFLICT (url_key_hash, fetched_at) DO NOTHING
