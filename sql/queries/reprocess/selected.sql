-- Articles to be read again, streamed. By when it was stored: where the page of the newest version was stored in the
-- interval, and the newest page where there is no article; where that page has been dropped, by when the article was
-- first stored. By publication date as Interval.selects says: an exact moment as it is; a day, or a time without offset,
-- by its calendar read in UTC; a month or year only as a whole, or when asked for.
WITH dated AS (
    SELECT
        a.url_key_hash,
        a.article_id,
        a.published_at,
        CASE a.published_precision
            WHEN 'year' THEN (a.published_local || '-01-01')::timestamp
            WHEN 'month' THEN (a.published_local || '-01')::timestamp
            ELSE a.published_local::timestamp
        END AT TIME ZONE 'UTC' AS first_moment,
        CASE a.published_precision
            WHEN 'year' THEN (a.published_local || '-01-01')::timestamp + interval '1 year'
            WHEN 'month' THEN (a.published_local || '-01')::timestamp + interval '1 month'
        END AT TIME ZONE 'UTC' AS period_end
    FROM news.article AS a
    WHERE
        %(is_by_published)s
        AND a.published_earliest >= %(since)s::timestamptz - interval '368 days'
        AND a.published_earliest < %(until)s::timestamptz + interval '1 day'
),

candidate AS (
    SELECT
        p.url_key_hash,
        a.article_id,
        p.source
    FROM raw.page AS p
    LEFT JOIN news.article AS a ON p.url_key_hash = a.url_key_hash
    WHERE
        NOT %(is_by_published)s
        AND p.stored_at >= %(since)s
        AND p.stored_at < %(until)s
        AND CASE
            WHEN a.article_id IS NOT NULL THEN a.page_sha256 = p.body_sha256
            ELSE NOT EXISTS (
                SELECT
                FROM raw.page_key AS n
                WHERE n.url_key_hash = p.url_key_hash AND n.stored_at > p.stored_at
            )
        END
    UNION ALL
    SELECT
        a.url_key_hash,
        a.article_id,
        NULL AS source
    FROM news.article AS a
    WHERE
        NOT %(is_by_published)s
        AND a.first_seen_at >= %(since)s
        AND a.first_seen_at < %(until)s
        AND NOT EXISTS (
            SELECT
            FROM raw.page_key AS n
            WHERE n.url_key_hash = a.url_key_hash AND n.body_sha256 = a.page_sha256
        )
    UNION ALL
    SELECT
        d.url_key_hash,
        d.article_id,
        NULL AS source
    FROM dated AS d
    WHERE
        CASE
            WHEN d.period_end IS NULL
                THEN coalesce(d.published_at, d.first_moment) >= %(since)s
                    AND coalesce(d.published_at, d.first_moment) < %(until)s
            WHEN %(is_by_months)s THEN d.first_moment < %(until)s AND d.period_end > %(since)s
            ELSE d.first_moment >= %(since)s AND d.period_end <= %(until)s
        END
)

SELECT c.url_key_hash
FROM candidate AS c
LEFT JOIN news.article AS a ON c.article_id = a.article_id
LEFT JOIN news.source AS s ON a.source_id = s.source_id
LEFT JOIN news.article_line AS l ON a.article_id = l.article_id
LEFT JOIN unnest(%(sources)s::text[], %(learned)s::text[]) AS k (source, learned) ON s.name = k.source
WHERE
    (%(source)s::text IS NULL OR coalesce(s.name, c.source) = %(source)s::text)
    AND (%(language)s::text IS NULL OR a.language = %(language)s::text)
    AND (
        %(rule)s::text IS NULL OR EXISTS (
            SELECT
            FROM news.removal AS r
            WHERE r.article_id = a.article_id AND r.version = a.version AND r.rule = %(rule)s::text
        )
    )
    AND (
        NOT %(is_by_age)s
        OR a.extractor <> all(%(extractors)s::text[])
        OR a.ruleset <> %(ruleset)s::text
        OR replace(a.language_detector, 'manual, ', '') <> %(tagger)s::text
        OR (%(is_by_lines)s AND a.article_id IS NOT NULL AND coalesce(l.learned_version, '') <> coalesce(k.learned, ''))
    )
