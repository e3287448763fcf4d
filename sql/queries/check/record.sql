-- What a run of a check found; the same run again finds anew.
INSERT INTO ops.check_result AS r (check_name, dag_id, run_id, severity, why, offender_count, examples)
VALUES (%(check_name)s, %(dag_id)s, %(run_id)s, %(severity)s, %(why)s, %(offender_count)s, %(examples)s)
ON CONFLICT (check_name, dag_id, run_id) DO UPDATE
    SET
        severity = excluded.severity,
        why = excluded.why,
        offender_count = excluded.offender_count,
        examples = excluded.examples,
        checked_at = excluded.checked_at
