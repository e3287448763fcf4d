-- Does this warehouse know of takedowns at all?
SELECT to_regclass('ops.takedown') IS NOT NULL AS is_there
