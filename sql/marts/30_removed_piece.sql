-- What was taken out of the articles, and why?
CREATE OR REPLACE VIEW mart.removed_piece AS
SELECT
    a.article_id,
    a.source,
    a.language,
    a.display_title,
    r.position,
    r.text,
    r.kind,
    r.rule,
    r.moved,
    r.ruleset
FROM mart.article AS a
INNER JOIN news.removal AS r ON a.article_id = r.article_id AND a.version = r.version;

COMMENT ON VIEW mart.removed_piece IS 'What was taken out of the newest versions of the articles, and why?';
COMMENT ON COLUMN mart.removed_piece.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.removed_piece.source IS 'What announced the article.';
COMMENT ON COLUMN mart.removed_piece.language IS 'Language of the article.';
COMMENT ON COLUMN mart.removed_piece.display_title IS 'Title of the article, else the beginning of its text.';
COMMENT ON COLUMN mart.removed_piece.position IS 'Number of the piece in reading order, from 0.';
COMMENT ON COLUMN mart.removed_piece.text IS 'Exactly as it stood.';
COMMENT ON COLUMN mart.removed_piece.kind IS 'What it is: video_notice, related_label, related_link, date_line, ...';
COMMENT ON COLUMN mart.removed_piece.rule IS 'Id of the rule that decided.';
COMMENT ON COLUMN mart.removed_piece.moved IS 'Kept as metadata (date, byline) instead of dropped.';
COMMENT ON COLUMN mart.removed_piece.ruleset IS 'Version of the rules.';
