-- Articles that a check found wanting and that are to be looked at again, the longest known first.
SELECT DISTINCT o.article_id
FROM ops.check_offender AS o
WHERE o.article_id > %(after)s
ORDER BY o.article_id
LIMIT %(limit)s
