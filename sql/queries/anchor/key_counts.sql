-- How many articles hold each of these anchors.
SELECT
    key,
    article_count
FROM ops.anchor_frequency
WHERE key = any(%(keys)s::text[])
