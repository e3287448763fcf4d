-- Add what a batch erased to the counts of its takedown.
UPDATE ops.takedown AS t
SET
    erased = (
        SELECT coalesce(jsonb_object_agg(added.name, added.total), '{}')
        FROM (
            SELECT
                each.name,
                sum(each.number::bigint) AS total
            FROM (
                SELECT key AS name, value AS number FROM jsonb_each_text(t.erased)
                UNION ALL
                SELECT key AS name, value AS number FROM jsonb_each_text(%(erased)s::jsonb)
            ) AS each
            GROUP BY each.name
        ) AS added
    )
WHERE t.takedown_id = %(takedown_id)s
