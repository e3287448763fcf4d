-- Make room for pages of this month and the next ones.
SELECT ops.ensure_partitions(%(months_ahead)s) AS partition_count
