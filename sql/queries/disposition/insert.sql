-- What became of the staged entries.
INSERT INTO ops.disposition (
    dag_id, run_id, entry_key_hash, entry_key, outcome, source, origin, url_key, article_id, file_hash, page_sha256, ruleset
)
SELECT
    %(dag_id)s,
    %(run_id)s,
    entry_key_hash,
    entry_key,
    outcome,
    source,
    origin,
    url_key,
    article_id,
    file_hash,
    page_sha256,
    ruleset
FROM stage_article
WHERE outcome IS NOT NULL
ORDER BY entry_key_hash
