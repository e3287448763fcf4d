-- What a check found wanting; when that was first so stays.
INSERT INTO ops.check_offender AS known (check_name, article_id, detail)
SELECT
    %(check_name)s,
    found.article_id,
    min(found.detail)
FROM unnest(%(kept_ids)s::bigint[], %(details)s::text[]) AS found (article_id, detail)
GROUP BY found.article_id
ON CONFLICT (check_name, article_id) DO UPDATE
    SET detail = excluded.detail
    WHERE known.detail <> excluded.detail
