-- A migration that cannot have its lock gives up; others must not queue up behind it.
SELECT set_config('lock_timeout', %(timeout)s, false)
