-- Is there anything in the warehouse that a dump should hold before its schema changes?
SELECT
    EXISTS (SELECT FROM news.article)
    OR EXISTS (SELECT FROM raw.page)
    OR EXISTS (SELECT FROM ops.run) AS has_rows
