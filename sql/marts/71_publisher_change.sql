-- Which headlines did publishers change, from what to what? Our own re-reading does not count.
CREATE OR REPLACE VIEW mart.headline_change AS
SELECT
    v.article_id,
    v.source,
    v.language,
    v.version,
    v.valid_from AS changed_at,
    before.title AS old_title,
    v.title AS new_title,
    array(
        SELECT piece.removed
        FROM unnest(c.piece_fields, c.piece_removals) WITH ORDINALITY AS piece (field, removed, place)
        WHERE piece.field = 'title' AND piece.removed <> ''
        ORDER BY piece.place
    ) AS removed,
    array(
        SELECT piece.added
        FROM unnest(c.piece_fields, c.piece_additions) WITH ORDINALITY AS piece (field, added, place)
        WHERE piece.field = 'title' AND piece.added <> ''
        ORDER BY piece.place
    ) AS added,
    'body' = any(c.kinds) OR 'lead' = any(c.kinds) AS changes_text,
    v.valid_from - v.published_at AS age
FROM news.article_change AS c
INNER JOIN mart.article_version AS v ON c.article_id = v.article_id AND c.version = v.version
INNER JOIN news.article_version AS before ON c.article_id = before.article_id AND c.version = before.version + 1
WHERE 'title' = any(c.kinds) AND before.cause = 'publisher';

COMMENT ON VIEW mart.headline_change IS 'Which headlines did publishers change, from what to what? Changes that came of our reading again do not count.';
COMMENT ON COLUMN mart.headline_change.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.headline_change.source IS 'See mart.article.';
COMMENT ON COLUMN mart.headline_change.language IS 'See mart.article.';
COMMENT ON COLUMN mart.headline_change.version IS 'The version with the new headline.';
COMMENT ON COLUMN mart.headline_change.changed_at IS 'When we saw it: the change lies between our look before and this one.';
COMMENT ON COLUMN mart.headline_change.old_title IS 'The headline before; null where there was none.';
COMMENT ON COLUMN mart.headline_change.new_title IS 'The headline after; null where there is none.';
COMMENT ON COLUMN mart.headline_change.removed IS 'Words that went, in order.';
COMMENT ON COLUMN mart.headline_change.added IS 'Words that came, in order.';
COMMENT ON COLUMN mart.headline_change.changes_text IS 'Lead or body changed with it.';
COMMENT ON COLUMN mart.headline_change.age IS 'From publication until we saw it; null where the article states no exact moment.';

-- Which articles say that they were corrected, and how?
CREATE OR REPLACE VIEW mart.correction AS
SELECT
    v.article_id,
    v.source,
    v.language,
    v.version,
    v.valid_from AS noticed_at,
    v.version > 1 AS came_later,
    k.position,
    k.text,
    k.rule,
    v.title
FROM news.correction AS k
INNER JOIN mart.article_version AS v ON k.article_id = v.article_id AND k.version = v.version
WHERE v.cause = 'publisher';

COMMENT ON VIEW mart.correction IS 'Which articles say that they were corrected, and how? Notices that came to light by our reading again do not count.';
COMMENT ON COLUMN mart.correction.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.correction.source IS 'See mart.article.';
COMMENT ON COLUMN mart.correction.language IS 'See mart.article; languages without rules in plugins/wireroom/compare/corrections.toml have no rows.';
COMMENT ON COLUMN mart.correction.version IS 'The first version that has the notice.';
COMMENT ON COLUMN mart.correction.noticed_at IS 'When we saw it.';
COMMENT ON COLUMN mart.correction.came_later IS 'An earlier version was without it.';
COMMENT ON COLUMN mart.correction.position IS 'Number of the block that is it: 0 title, then lead and body.';
COMMENT ON COLUMN mart.correction.text IS 'The block that is the notice or holds it.';
COMMENT ON COLUMN mart.correction.rule IS 'What it was known by: language.label or language.sentence.';
COMMENT ON COLUMN mart.correction.title IS 'The headline of that version.';

-- Which pages go back and forth so often that not every text was made a version?
CREATE OR REPLACE VIEW mart.flapping AS
SELECT
    a.article_id,
    a.source,
    a.language,
    a.url,
    a.display_title,
    a.version,
    f.held_count,
    f.first_held_at,
    f.last_held_at,
    f.last_why,
    f.last_content_sha256 <> newest.content_sha256 AND f.last_held_at > newest.changed_at AS is_behind
FROM news.article_flap AS f
INNER JOIN mart.article AS a ON f.article_id = a.article_id
INNER JOIN news.article AS newest ON f.article_id = newest.article_id;

COMMENT ON VIEW mart.flapping IS 'Which pages go back and forth so often that not every text was made a version? A text may come back once in 24 hours, and an article has at most 12 new versions in them; the rest is counted here.';
COMMENT ON COLUMN mart.flapping.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.flapping.source IS 'See mart.article.';
COMMENT ON COLUMN mart.flapping.language IS 'See mart.article.';
COMMENT ON COLUMN mart.flapping.url IS 'See mart.article.';
COMMENT ON COLUMN mart.flapping.display_title IS 'See mart.article.';
COMMENT ON COLUMN mart.flapping.version IS 'Its newest version.';
COMMENT ON COLUMN mart.flapping.held_count IS 'Texts that made no version.';
COMMENT ON COLUMN mart.flapping.first_held_at IS 'When for the first time.';
COMMENT ON COLUMN mart.flapping.last_held_at IS 'When for the last time.';
COMMENT ON COLUMN mart.flapping.last_why IS 'returned (a text came back for the second time within 24 hours), too_often (12 versions within 24 hours).';
COMMENT ON COLUMN mart.flapping.is_behind IS 'The page said something else than the newest version when it was last looked at.';
