-- What did each article say when, why did each version come, and what did it change of the one before?
CREATE OR REPLACE VIEW mart.article_version AS
SELECT
    a.article_id,
    a.source,
    a.language,
    v.version,
    v.version = a.version AS is_newest,
    coalesce(before.cause, 'publisher') AS cause,
    v.valid_from,
    v.valid_to,
    CASE v.version WHEN 1 THEN '{}' ELSE c.kinds END AS kinds,
    c.removed_word_count,
    c.added_word_count,
    c.similarity,
    (
        SELECT
            string_agg(
                concat_ws(
                    ' ',
                    nullif(piece.before, ''),
                    '[-' || nullif(piece.removed, '') || '-]',
                    '{+' || nullif(piece.added, '') || '+}',
                    nullif(piece.after, '')
                ),
                E'\n' ORDER BY piece.place
            )
        FROM unnest(c.piece_befores, c.piece_removals, c.piece_additions, c.piece_afters)
        WITH ORDINALITY AS piece (before, removed, added, after, place)
    ) AS word_diff,
    v.title,
    v.lead,
    v.body,
    v.published_local,
    v.published_at,
    v.extractor,
    v.ruleset,
    v.learned_version,
    v.language_detector,
    v.content_sha256,
    v.page_sha256
FROM mart.article AS a
CROSS JOIN LATERAL (
    SELECT
        old.version,
        old.valid_from,
        old.valid_to,
        old.title,
        old.lead,
        old.body,
        old.published_local,
        old.published_at,
        old.extractor,
        old.ruleset,
        old.learned_version,
        old.language_detector,
        old.content_sha256,
        old.page_sha256
    FROM news.article_version AS old
    WHERE old.article_id = a.article_id
    UNION ALL
    SELECT
        newest.version,
        newest.changed_at,
        NULL,
        newest.title,
        newest.lead,
        newest.body,
        newest.published_local,
        newest.published_at,
        newest.extractor,
        newest.ruleset,
        l.learned_version,
        newest.language_detector,
        newest.content_sha256,
        newest.page_sha256
    FROM news.article AS newest
    LEFT JOIN news.article_line AS l ON newest.article_id = l.article_id
    WHERE newest.article_id = a.article_id
) AS v
LEFT JOIN news.article_version AS before ON a.article_id = before.article_id AND v.version = before.version + 1
LEFT JOIN news.article_change AS c ON a.article_id = c.article_id AND v.version = c.version;

COMMENT ON VIEW mart.article_version IS 'What did each article say when, why did each version come, and what did it change of the one before? One row per version, the newest included.';
COMMENT ON COLUMN mart.article_version.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.article_version.source IS 'See mart.article.';
COMMENT ON COLUMN mart.article_version.language IS 'Language of the newest version.';
COMMENT ON COLUMN mart.article_version.version IS 'From 1.';
COMMENT ON COLUMN mart.article_version.is_newest IS 'It is what mart.article shows.';
COMMENT ON COLUMN mart.article_version.cause IS 'Why it came: publisher (the document is new or changed), reprocess (read again with other code or rules), learned (only learned lines made the difference), manual (a person corrected it).';
COMMENT ON COLUMN mart.article_version.valid_from IS 'When we saw it: when it was stored.';
COMMENT ON COLUMN mart.article_version.valid_to IS 'When the next one replaced it; null of the newest.';
COMMENT ON COLUMN mart.article_version.kinds IS 'What it changed of the one before: title, lead, body, date; empty of the first. Null until refresh_marts has described it, within ten minutes.';
COMMENT ON COLUMN mart.article_version.removed_word_count IS 'Words that went; null of the first version.';
COMMENT ON COLUMN mart.article_version.added_word_count IS 'Words that came; null of the first version.';
COMMENT ON COLUMN mart.article_version.similarity IS 'Share of words that stayed, 0 to 1; null of the first version.';
COMMENT ON COLUMN mart.article_version.word_diff IS 'Each changed place on a line, words around it included: [-went-] {+came+}. Null where no word changed.';
COMMENT ON COLUMN mart.article_version.title IS 'The headline of this version.';
COMMENT ON COLUMN mart.article_version.lead IS 'Its opening summary.';
COMMENT ON COLUMN mart.article_version.body IS 'The rest of its text.';
COMMENT ON COLUMN mart.article_version.published_local IS 'The publication date it states, see mart.article.';
COMMENT ON COLUMN mart.article_version.published_at IS 'The exact moment it states, see mart.article.';
COMMENT ON COLUMN mart.article_version.extractor IS 'Name and version of what read its page.';
COMMENT ON COLUMN mart.article_version.ruleset IS 'Version of the cleaning rules that made it.';
COMMENT ON COLUMN mart.article_version.learned_version IS 'Version of the learned lines that acted on it; empty where none did, null where that is not known.';
COMMENT ON COLUMN mart.article_version.language_detector IS 'Name and version of what tagged its language; null of versions superseded before this was kept.';
COMMENT ON COLUMN mart.article_version.content_sha256 IS 'SHA-256 of title, lead and body.';
COMMENT ON COLUMN mart.article_version.page_sha256 IS 'SHA-256 of the stored page it was read from.';

-- Which words did each version change, place by place?
CREATE OR REPLACE VIEW mart.change_piece AS
SELECT
    v.article_id,
    v.source,
    v.language,
    v.version,
    v.cause,
    v.valid_from AS changed_at,
    piece.place::integer AS position,
    piece.field,
    piece.before,
    piece.removed,
    piece.added,
    piece.after,
    c.is_shortened
FROM news.article_change AS c
INNER JOIN mart.article_version AS v ON c.article_id = v.article_id AND c.version = v.version
CROSS JOIN LATERAL unnest(c.piece_fields, c.piece_befores, c.piece_removals, c.piece_additions, c.piece_afters)
WITH ORDINALITY AS piece (field, before, removed, added, after, place);

COMMENT ON VIEW mart.change_piece IS 'Which words did each version change, place by place?';
COMMENT ON COLUMN mart.change_piece.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.change_piece.source IS 'See mart.article.';
COMMENT ON COLUMN mart.change_piece.language IS 'See mart.article.';
COMMENT ON COLUMN mart.change_piece.version IS 'The version that changed them.';
COMMENT ON COLUMN mart.change_piece.cause IS 'Why it came, see mart.article_version.';
COMMENT ON COLUMN mart.change_piece.changed_at IS 'When we saw it.';
COMMENT ON COLUMN mart.change_piece.position IS 'Number of the place in reading order, from 1.';
COMMENT ON COLUMN mart.change_piece.field IS 'title, lead or body.';
COMMENT ON COLUMN mart.change_piece.before IS 'Up to four words that stand before it in both versions.';
COMMENT ON COLUMN mart.change_piece.removed IS 'What stood there; empty where words only came.';
COMMENT ON COLUMN mart.change_piece.added IS 'What stands there now; empty where words only went.';
COMMENT ON COLUMN mart.change_piece.after IS 'Up to four words that stand after it in both versions.';
COMMENT ON COLUMN mart.change_piece.is_shortened IS 'The version changed more or longer places than are listed.';
