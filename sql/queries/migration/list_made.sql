-- What each file of marts made when it was last applied.
SELECT
    name,
    made
FROM ops.migration
WHERE is_repeatable
