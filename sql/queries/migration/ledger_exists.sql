-- Has `migrate` ever run here?
SELECT to_regclass('ops.migration') IS NOT NULL AS ledger_exists
