-- severity: warn
-- scope: article
-- why: an address that is known to lead to another article is that article twice.
SELECT
    a.article_id,
    concat('its address is known to lead to article ', same.article_id) AS detail
FROM news.article AS a
INNER JOIN ops.url_alias AS other ON a.url_key_hash = other.alias_hash
INNER JOIN news.article AS same ON other.url_key_hash = same.url_key_hash
WHERE a.article_id = any(%(article_ids)s::bigint[])
