-- Sources whose new articles are at least this share of those their learned lines rest on.
SELECT k.source_id
FROM ops.line_count AS k
WHERE k.owed_count > 0 AND k.owed_count >= %(least_share)s::real * k.article_count
ORDER BY k.source_id
