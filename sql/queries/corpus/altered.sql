-- Members that are no longer what was frozen, and no declared gap.
SELECT
    m.public_id,
    m.version,
    m.body IS NULL AS is_gone
FROM mart.corpus_article AS m
WHERE m.corpus = %(name)s AND NOT m.is_taken_down AND NOT m.is_intact
ORDER BY m.position
