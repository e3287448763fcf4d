-- What will become of each staged article? Entries that have a disposition in this run get no outcome: they are done.
-- A new version is another title, lead, body or publication date, the columns the trigger news.keep_version looks at.
-- Confidence and the versions of rules and readers change nothing by themselves: an article that comes out the same
-- stays as it is. The first entry of a run wins, the others are duplicates.
-- A page that goes back and forth makes no endless history. A publisher's text may come back once in 24 hours: A, B, A
-- are three versions. What comes back again within them makes none, nor does any text after 12 versions in 24 hours;
-- news.article_flap counts these, and their pages are stored. A day later the page is taken at its word again.
WITH todo AS (
    SELECT
        s.ordinal,
        row_number() OVER (PARTITION BY s.url_key_hash ORDER BY s.ordinal) = 1 AS is_first
    FROM stage_article AS s
    LEFT JOIN ops.disposition AS d
        ON d.dag_id = %(dag_id)s AND d.run_id = %(run_id)s AND s.entry_key_hash = d.entry_key_hash
    WHERE d.entry_key_hash IS NULL
),

compared AS (
    SELECT
        todo.ordinal,
        a.article_id,
        a.version,
        todo.is_first AND NOT EXISTS (
            SELECT FROM ops.disposition AS d
            WHERE d.article_id = a.article_id AND d.dag_id = %(dag_id)s AND d.run_id = %(run_id)s
        ) AS is_first,
        (
            (
                a.title, a.lead, a.body, a.published_local, a.published_offset_minutes, a.published_earliest,
                a.published_latest
            ) IS DISTINCT FROM (
                s.title, s.lead, s.body, s.published_local, s.published_offset_minutes, s.published_earliest,
                s.published_latest
            )
        ) AS makes_version,
        (
            (
                a.url, a.display_title, a.body_kinds, a.authors, a.site_name, a.section, a.canonical_url,
                a.is_accessible_for_free, a.alternates,
                a.published_raw, a.published_precision, a.published_zone_source, a.published_where,
                a.published_at, a.language, a.language_detected, a.language_declared, a.language_declared_where,
                a.language_agrees, a.language_is_mixed, a.script
            ) IS DISTINCT FROM (
                s.url, s.display_title, s.body_kinds, s.authors, s.site_name, s.section, s.canonical_url,
                s.is_accessible_for_free, s.alternates,
                s.published_raw, s.published_precision, s.published_zone_source, s.published_where,
                s.published_at, s.language, s.language_detected, s.language_declared, s.language_declared_where,
                s.language_agrees, s.language_is_mixed, s.script
            )
            OR (a.origin = 'demo' AND s.origin <> 'demo')
        ) AND NOT s.is_older AS changes_metadata
    FROM todo
    INNER JOIN stage_article AS s ON todo.ordinal = s.ordinal
    LEFT JOIN news.article AS a ON s.url_key_hash = a.url_key_hash
),

-- The texts an article had in the last 24 hours, the one it has now included.
recent AS (
    SELECT
        c.ordinal,
        v.valid_to IS NOT NULL AS is_superseded,
        row(
            v.content_sha256, v.published_local, v.published_offset_minutes, v.published_earliest, v.published_latest
        ) AS told
    FROM compared AS c
    CROSS JOIN LATERAL (
        SELECT
            old.content_sha256,
            old.published_local,
            old.published_offset_minutes,
            old.published_earliest,
            old.published_latest,
            old.valid_to
        FROM news.article_version AS old
        WHERE
            old.article_id = c.article_id
            AND old.valid_to > now() - interval '24 hours'
            AND old.cause = 'publisher'
        UNION ALL
        SELECT
            a.content_sha256,
            a.published_local,
            a.published_offset_minutes,
            a.published_earliest,
            a.published_latest,
            NULL
        FROM news.article AS a
        WHERE a.article_id = c.article_id
    ) AS v
    WHERE
        c.is_first AND c.makes_version
        AND coalesce(nullif(current_setting('wireroom.cause', TRUE), ''), 'publisher') = 'publisher'
),

held AS (
    SELECT
        r.ordinal,
        CASE
            WHEN
                count(*) > count(DISTINCT r.told)
                AND bool_or(
                    r.is_superseded AND r.told IS NOT DISTINCT FROM row(
                        s.content_sha256, s.published_local, s.published_offset_minutes, s.published_earliest,
                        s.published_latest
                    )
                )
                THEN 'returned'
            WHEN count(*) FILTER (WHERE r.is_superseded) >= 12 THEN 'too_often'
        END AS why
    FROM recent AS r
    INNER JOIN stage_article AS s ON r.ordinal = s.ordinal
    GROUP BY r.ordinal
)

UPDATE stage_article AS s
SET
    article_id = c.article_id,
    version = c.version,
    makes_version = c.makes_version AND h.why IS NULL,
    held_why = h.why,
    outcome = CASE
        WHEN NOT c.is_first THEN 'duplicate'
        WHEN c.article_id IS NULL THEN 'stored'
        WHEN h.why IS NOT NULL THEN 'unchanged'
        WHEN c.makes_version OR c.changes_metadata THEN 'updated'
        ELSE 'unchanged'
    END
FROM compared AS c
LEFT JOIN held AS h ON c.ordinal = h.ordinal
WHERE s.ordinal = c.ordinal
RETURNING s.ordinal, s.outcome, s.makes_version, s.held_why
