-- Every file that was applied, with the hash it had then.
SELECT
    name,
    sha256,
    is_repeatable
FROM ops.migration
ORDER BY name
