-- How many pages were stored in an interval.
SELECT count(*) AS page_count
FROM raw.page
WHERE stored_at >= %(since)s AND stored_at < %(until)s
