-- Move the numbers of articles that hold each stem; what nobody holds any more goes. A negative change comes from
-- articles that changed.
MERGE INTO ops.stem_frequency AS kept
USING (
    SELECT
        moved.stem,
        moved.change
    FROM unnest(%(stems)s::integer[], %(changes)s::integer[]) AS moved (stem, change)
) AS moved
    ON kept.stem = moved.stem
WHEN MATCHED AND kept.article_count + moved.change <= 0 THEN
    DELETE
WHEN MATCHED THEN
    UPDATE SET article_count = kept.article_count + moved.change
WHEN NOT MATCHED AND moved.change > 0 THEN
    INSERT (stem, article_count) VALUES (moved.stem, moved.change)
