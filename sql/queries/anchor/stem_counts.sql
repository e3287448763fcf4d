-- How many articles hold each of these stems.
SELECT
    stem,
    article_count
FROM ops.stem_frequency
WHERE stem = any(%(stems)s::integer[])
