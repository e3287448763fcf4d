-- Who runs whose texts, and how fast?
--
-- Columns: text_count texts that the first publisher had and the later one ran too; certain_count of them in an order that
-- the stated dates leave no doubt of; median_lag between them.
-- Beware: running one agency's report looks the same as copying from each other, unless the agency is among the sources.
-- Copies within one publisher do not count.
\set top 20
SELECT
    c.first_publisher,
    c.later_publisher,
    c.text_count,
    c.certain_count,
    c.median_lag
FROM mart.copying AS c
ORDER BY c.text_count DESC, c.first_publisher ASC, c.later_publisher ASC
LIMIT :top;
