-- How much is owed: entries that wait, that failed and will be tried again, and of both those that are due.
SELECT
    count(*) FILTER (WHERE state = 'pending') AS pending,
    count(*) FILTER (WHERE state = 'transient') AS transient,
    count(*) FILTER (WHERE not_before <= clock_timestamp()) AS due
FROM ops.entry
