-- What became of the entries stays, so that the numbers of a run add up; what they said and where goes.
UPDATE ops.disposition
SET
    entry_key = 'taken down',
    url_key = NULL,
    page_sha256 = NULL,
    detail = CASE WHEN detail IS NOT NULL THEN 'taken down: see wireroom takedown list' END
WHERE
    (
        article_id = any(%(article_ids)s::bigint[])
        OR entry_key_hash = any(
            array(
                SELECT s.entry_key_hash
                FROM ops.sighting AS s
                WHERE s.url_key_hash = any(%(url_key_hashes)s::bytea[])
                UNION
                SELECT e.entry_key_hash
                FROM ops.archive_entry AS e
                WHERE e.url_key_hash = any(%(url_key_hashes)s::bytea[])
                UNION
                SELECT sha256(convert_to(p.entry_key, 'UTF8'))
                FROM raw.page AS p
                WHERE p.url_key_hash = any(%(url_key_hashes)s::bytea[])
                UNION
                SELECT sha256(convert_to('revisit:' || a.url_key, 'UTF8'))
                FROM news.article AS a
                WHERE a.article_id = any(%(article_ids)s::bigint[])
                UNION
                SELECT gone.url_key_hash
                FROM unnest(%(url_key_hashes)s::bytea[]) AS gone (url_key_hash)
            )
        )
    )
    AND entry_key <> 'taken down'
