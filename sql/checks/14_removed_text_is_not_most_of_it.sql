-- severity: warn
-- scope: article
-- why: a page where several times more was removed than was kept is a list of links, or a rule ran wild.
SELECT
    r.article_id,
    concat(sum(char_length(r.text)), ' characters removed, ', char_length(a.body), ' kept') AS detail
FROM news.removal AS r
INNER JOIN news.article AS a ON r.article_id = a.article_id AND r.version = a.version
WHERE r.article_id = any(%(article_ids)s::bigint[]) AND NOT r.moved
GROUP BY r.article_id, a.body, a.lead
HAVING sum(char_length(r.text)) > 500 + 3 * (char_length(a.body) + coalesce(char_length(a.lead), 0))
