-- When was nobody looking, and how much may have been missed?
--
-- Columns: due polls of which made and succeeded; gap_hours of the day nobody was looking; missed is the estimate of entries
-- that came and went unseen, on the day of the poll that noticed. Days without a gap and without a loss are left out.
-- Beware: a gap is counted from when a poll was due, and only where none succeeded for an hour after that. A gap with
-- missed = 0 lost nothing as far as the feed's window shows: its entries were found afterwards.
\set since 2025-05-01
\set until 2025-05-31
\set zone UTC
SELECT
    o.source,
    o.day,
    o.due_count AS due,
    o.poll_count AS made,
    o.success_count AS succeeded,
    o.gap_hours,
    o.missed_estimate AS missed
FROM mart.observed(:'since', :'until', :'zone') AS o
WHERE o.gap_hours > 0 OR o.missed_estimate > 0
ORDER BY o.source, o.day;
