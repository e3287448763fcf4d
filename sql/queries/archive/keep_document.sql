-- What came of a document or file. A try that comes again says it anew.
INSERT INTO ops.archive_document AS d (
    dag_id, run_id, document_hash, document, source, kind, state, listed_count, chosen_count, passed_over, reason, detail,
    earliest, latest, leads_to
)
VALUES (
    %(dag_id)s, %(run_id)s, %(document_hash)s, %(document)s, %(source)s, %(kind)s, %(state)s, %(listed)s, %(chosen)s,
    %(passed_over)s, %(reason)s, %(detail)s, %(earliest)s, %(latest)s, %(leads_to)s
)
ON CONFLICT (dag_id, run_id, document_hash) DO UPDATE
    SET
        kind = excluded.kind,
        state = excluded.state,
        listed_count = excluded.listed_count,
        chosen_count = excluded.chosen_count,
        passed_over = excluded.passed_over,
        reason = excluded.reason,
        detail = excluded.detail,
        earliest = excluded.earliest,
        latest = excluded.latest,
        leads_to = excluded.leads_to,
        read_at = now()
