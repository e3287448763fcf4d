-- Is the data as it should be? The newest result of every check, what is wrong first.
CREATE OR REPLACE VIEW mart.data_check AS
SELECT
    newest.check_name,
    newest.severity,
    CASE WHEN newest.offender_count = 0 THEN 'passed' ELSE 'failed' END AS result,
    newest.offender_count,
    newest.examples,
    newest.why,
    newest.checked_at
FROM (
    SELECT DISTINCT ON (r.check_name)
        r.check_name,
        r.severity,
        r.offender_count,
        r.examples,
        r.why,
        r.checked_at
    FROM ops.check_result AS r
    ORDER BY r.check_name ASC, r.checked_at DESC
) AS newest
ORDER BY newest.offender_count = 0, newest.severity, newest.check_name;

COMMENT ON VIEW mart.data_check IS 'Is the data as it should be? The newest result of every check of sql/checks, what is wrong first.';
COMMENT ON COLUMN mart.data_check.check_name IS 'File name in sql/checks.';
COMMENT ON COLUMN mart.data_check.severity IS 'error turns the run of refresh_marts red; warn does not.';
COMMENT ON COLUMN mart.data_check.result IS 'passed or failed.';
COMMENT ON COLUMN mart.data_check.offender_count IS 'Rows that are not as they should be.';
COMMENT ON COLUMN mart.data_check.examples IS 'Up to five of them.';
COMMENT ON COLUMN mart.data_check.why IS 'What the check is for.';
COMMENT ON COLUMN mart.data_check.checked_at IS 'When it was run.';
