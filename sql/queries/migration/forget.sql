-- A repeatable file that is no longer in the checkout.
DELETE FROM ops.migration
WHERE is_repeatable AND name = %(name)s
