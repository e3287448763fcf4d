-- The ledger of new articles and new versions.
INSERT INTO news.removal (article_id, version, position, block, start, text, kind, rule, moved, ruleset)
SELECT
    a.article_id,
    a.version,
    r.position,
    r.block,
    r.start,
    r.text,
    r.kind,
    r.rule,
    r.moved,
    r.ruleset
FROM stage_removal AS r
INNER JOIN stage_article AS s ON r.ordinal = s.ordinal
INNER JOIN news.article AS a ON s.article_id = a.article_id
ORDER BY a.article_id, r.position
