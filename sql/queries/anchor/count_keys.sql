-- Move the numbers of articles that hold each anchor; what nobody holds any more goes. A negative change comes from
-- articles that changed.
MERGE INTO ops.anchor_frequency AS kept
USING (
    SELECT
        moved.key,
        moved.change
    FROM unnest(%(keys)s::text[], %(changes)s::integer[]) AS moved (key, change)
) AS moved
    ON kept.key = moved.key
WHEN MATCHED AND kept.article_count + moved.change <= 0 THEN
    DELETE
WHEN MATCHED THEN
    UPDATE SET article_count = kept.article_count + moved.change
WHEN NOT MATCHED AND moved.change > 0 THEN
    INSERT (key, article_count) VALUES (moved.key, moved.change)
