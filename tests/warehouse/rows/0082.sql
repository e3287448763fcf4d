INSERT INTO ops.check_offender VALUES ('language_and_confidence_agree', 1, 'why', now());
INSERT INTO ops.check_result VALUES ('files_balance', 'refresh_marts', 'r', 'warn', 'why', 0, '{}', now());
