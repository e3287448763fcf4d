-- The ledger of new versions whose text was kept: it is that of the version before.
INSERT INTO news.removal (article_id, version, position, block, start, text, kind, rule, moved, ruleset)
SELECT
    r.article_id,
    a.version,
    r.position,
    r.block,
    r.start,
    r.text,
    r.kind,
    r.rule,
    r.moved,
    r.ruleset
FROM stage_article AS s
INNER JOIN news.article AS a ON s.article_id = a.article_id
INNER JOIN news.removal AS r ON a.article_id = r.article_id AND r.version = a.version - 1
WHERE s.ordinal = any(%(ordinals)s)
