-- Entries of files that a pass reads at once: noted, and given back where they are to be read. Those whose article is
-- there or that were rejected before are not, unless %(again)s; those that have their disposition in this pass are done.
WITH given AS (
    SELECT
        sha256(convert_to(g.entry_key, 'UTF8')) AS entry_key_hash,
        sha256(convert_to(g.url_key, 'UTF8')) AS url_key_hash,
        g.*
    FROM jsonb_to_recordset(%(entries)s::jsonb) AS g (
        entry_key text, url_key text, site text, found_by text, found_in text, announced_raw text, announced_as text,
        announced_local text, announced_at timestamptz
    )
),

judged AS (
    SELECT
        g.*,
        CASE
            WHEN NOT %(again)s AND EXISTS (
                SELECT FROM news.article AS a
                WHERE
                    a.url_key_hash = coalesce(
                        (SELECT o.url_key_hash FROM ops.url_alias AS o WHERE o.alias_hash = g.url_key_hash), g.url_key_hash
                    )
                    AND a.origin <> 'demo'
            ) THEN 'stored'
            WHEN NOT %(again)s AND EXISTS (
                SELECT FROM ops.disposition AS d
                WHERE
                    d.entry_key_hash = g.entry_key_hash
                    AND d.outcome = 'rejected'
                    AND (d.dag_id, d.run_id) <> (%(dag_id)s, %(run_id)s)
            ) THEN 'rejected'
            ELSE 'read'
        END AS standing
    FROM given AS g
),

noted AS (
    INSERT INTO ops.archive_entry (
        dag_id, run_id, entry_key_hash, entry_key, url_key, url_key_hash, site, found_by, found_in, announced_raw,
        announced_as, announced_local, announced_at, standing
    )
    SELECT
        %(dag_id)s, %(run_id)s, entry_key_hash, entry_key, url_key, url_key_hash, site, found_by, found_in, announced_raw,
        announced_as, announced_local, announced_at, standing
    FROM judged
    ON CONFLICT (dag_id, run_id, entry_key_hash) DO NOTHING
    RETURNING entry_key_hash, standing
)

SELECT n.entry_key_hash
FROM noted AS n
WHERE n.standing = 'read'
UNION
SELECT a.entry_key_hash
FROM ops.archive_entry AS a
INNER JOIN given AS g ON a.entry_key_hash = g.entry_key_hash
WHERE
    a.dag_id = %(dag_id)s
    AND a.run_id = %(run_id)s
    AND a.standing = 'read'
    AND NOT EXISTS (
        SELECT FROM ops.disposition AS d
        WHERE d.dag_id = a.dag_id AND d.run_id = a.run_id AND d.entry_key_hash = a.entry_key_hash
    )
