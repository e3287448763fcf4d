-- Checks that are no longer there: what they said is dropped, so that it does not stay wrong for ever.
WITH gone AS (
    DELETE FROM ops.check_offender
    WHERE check_name <> all(%(check_names)s::text[])
)

DELETE FROM ops.check_result
WHERE check_name <> all(%(check_names)s::text[])
