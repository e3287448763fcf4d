-- severity: warn
-- scope: warehouse
-- why: a reader that is far behind shows old answers; refresh_marts should catch up within an hour.
SELECT r.reader || ' has more than 100,000 articles to look at' AS detail
FROM ops.outbox_reader AS r
WHERE
    EXISTS (
        SELECT FROM ops.outbox AS o
        WHERE o.reader = r.reader
        ORDER BY o.article_id
        OFFSET 100000
    )
