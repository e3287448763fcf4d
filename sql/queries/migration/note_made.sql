-- What a file of marts makes.
UPDATE ops.migration
SET made = %(made)s
WHERE is_repeatable AND name = %(name)s
