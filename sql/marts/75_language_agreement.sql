-- What do sources declare as the language of their articles, and what do the texts say?
CREATE OR REPLACE VIEW mart.language_agreement AS
SELECT
    a.source,
    a.language_declared,
    n.language_declared_where AS declared_where,
    a.language,
    a.language_agrees,
    count(*) AS article_count,
    avg(a.language_confidence) AS mean_confidence,
    min(a.language_confidence) AS least_confidence,
    count(*) FILTER (WHERE n.language_detected <> a.language) AS overruled_count,
    count(*) FILTER (WHERE a.language_is_mixed) AS mixed_count,
    min(a.article_id) AS example_article_id
FROM mart.article AS a
INNER JOIN news.article AS n ON a.article_id = n.article_id
GROUP BY a.source, a.language_declared, n.language_declared_where, a.language, a.language_agrees;

COMMENT ON VIEW mart.language_agreement IS 'What do sources declare as the language of their articles, and what do the texts say?';
COMMENT ON COLUMN mart.language_agreement.source IS 'See mart.article.';
COMMENT ON COLUMN mart.language_agreement.language_declared IS 'The declaration that counted most; null where nobody declared.';
COMMENT ON COLUMN mart.language_agreement.declared_where IS 'Who declared it: hint, entry, html, og, jsonld, http.';
COMMENT ON COLUMN mart.language_agreement.language IS 'The language we decided for.';
COMMENT ON COLUMN mart.language_agreement.language_agrees IS 'Does the declaration agree with it; null where nobody declared.';
COMMENT ON COLUMN mart.language_agreement.article_count IS 'Articles.';
COMMENT ON COLUMN mart.language_agreement.mean_confidence IS 'Mean probability of language, 0 to 1.';
COMMENT ON COLUMN mart.language_agreement.least_confidence IS 'The least of them.';
COMMENT ON COLUMN mart.language_agreement.overruled_count IS 'Articles of which the detector alone said something else.';
COMMENT ON COLUMN mart.language_agreement.mixed_count IS 'Articles a fifth or more of which is in another language.';
COMMENT ON COLUMN mart.language_agreement.example_article_id IS 'One of them, to look at.';

-- Which rules take how much out of the articles of each source?
CREATE OR REPLACE VIEW mart.removed_by_rule AS
SELECT
    p.source,
    p.language,
    p.kind,
    p.rule,
    p.moved,
    count(*) AS piece_count,
    count(DISTINCT p.article_id) AS article_count,
    count(DISTINCT p.text) AS text_count,
    sum(char_length(p.text)) AS character_count,
    mode() WITHIN GROUP (ORDER BY p.text) AS commonest
FROM mart.removed_piece AS p
GROUP BY p.source, p.language, p.kind, p.rule, p.moved;

COMMENT ON VIEW mart.removed_by_rule IS 'Which rules take how much out of the articles of each source?';
COMMENT ON COLUMN mart.removed_by_rule.source IS 'See mart.article.';
COMMENT ON COLUMN mart.removed_by_rule.language IS 'See mart.article.';
COMMENT ON COLUMN mart.removed_by_rule.kind IS 'What was removed, see mart.removed_piece.';
COMMENT ON COLUMN mart.removed_by_rule.rule IS 'The rule that decided.';
COMMENT ON COLUMN mart.removed_by_rule.moved IS 'Kept as metadata (date, byline) instead of dropped.';
COMMENT ON COLUMN mart.removed_by_rule.piece_count IS 'Pieces.';
COMMENT ON COLUMN mart.removed_by_rule.article_count IS 'Articles they were taken from.';
COMMENT ON COLUMN mart.removed_by_rule.text_count IS 'Different texts among them: few where a source repeats a line, many where a rule takes out what it should not.';
COMMENT ON COLUMN mart.removed_by_rule.character_count IS 'Characters of all pieces.';
COMMENT ON COLUMN mart.removed_by_rule.commonest IS 'The text that was removed most often.';
