-- Drop the months of a table that nobody needs any more; how many.
SELECT ops.drop_old_partitions(%(parent)s, %(keep_months)s) AS dropped_count
