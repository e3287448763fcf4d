-- Move how many articles of each language there are; what nobody holds any more goes. A negative change comes from
-- articles that changed.
MERGE INTO ops.language_frequency AS kept
USING (
    SELECT
        moved.language,
        moved.change
    FROM unnest(%(languages)s::text[], %(changes)s::integer[]) AS moved (language, change)
) AS moved
    ON kept.language = moved.language
WHEN MATCHED AND kept.article_count + moved.change <= 0 THEN
    DELETE
WHEN MATCHED THEN
    UPDATE SET article_count = kept.article_count + moved.change
WHEN NOT MATCHED AND moved.change > 0 THEN
    INSERT (language, article_count) VALUES (moved.language, moved.change)
