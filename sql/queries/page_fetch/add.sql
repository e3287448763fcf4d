-- One line of the log of fetches.
INSERT INTO ops.page_fetch (
    url_key_hash, fetched_at, url, host, site, purpose, dag_id, run_id, trouble, status, detail, hop_count, wire_bytes,
    body_bytes, elapsed_s, is_conditional
)
VALUES (
    %(url_key_hash)s, clock_timestamp(), %(url)s, %(host)s, %(site)s, %(purpose)s, %(dag_id)s, %(run_id)s, %(trouble)s,
    %(status)s, %(detail)s, %(hop_count)s, %(wire_bytes)s, %(body_bytes)s, %(elapsed_s)s, %(is_conditional)s
)
ON CONFLICT (url_key_hash, fetched_at) DO NOTHING
