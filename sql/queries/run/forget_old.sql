-- Tries of runs that discovered nothing go after some time, and so do old results of checks.
SELECT ops.forget_old_runs(%(keep_days)s) AS forgotten_count
