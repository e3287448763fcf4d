-- How many articles per day, source and language, where 0 means that somebody looked and NULL that nobody did?
CREATE OR REPLACE FUNCTION mart.daily_count(
    since date,
    until date,
    zone text DEFAULT 'UTC',
    sources text[] DEFAULT NULL,
    languages text[] DEFAULT NULL,
    least_observed double precision DEFAULT 0.5
) RETURNS TABLE (
    day date,
    source text,
    language text,
    article_count bigint,
    observed_share double precision,
    missed_estimate bigint
)
LANGUAGE sql
STABLE
AS $$
    WITH counts AS (
        SELECT
            p.source_id,
            p.language,
            (p.instant AT TIME ZONE daily_count.zone)::date AS day
        FROM news.article_period AS p
        WHERE
            p.instant >= (daily_count.since::timestamp AT TIME ZONE daily_count.zone)
            AND p.instant < ((daily_count.until + 1)::timestamp AT TIME ZONE daily_count.zone)
            AND (NOT p.is_demo OR NOT EXISTS (SELECT FROM news.article_period AS other WHERE NOT other.is_demo))
        UNION ALL
        SELECT
            p.source_id,
            p.language,
            p.day
        FROM news.article_period AS p
        WHERE
            p.day BETWEEN daily_count.since AND daily_count.until
            AND (NOT p.is_demo OR NOT EXISTS (SELECT FROM news.article_period AS other WHERE NOT other.is_demo))
    ),

    counted AS (
        SELECT
            c.source_id,
            c.language,
            c.day,
            count(*) AS article_count
        FROM counts AS c
        GROUP BY c.source_id, c.language, c.day
    ),

    -- A source can be silent only in a language it has been seen to speak.
    spoken AS (
        SELECT DISTINCT
            p.source_id,
            p.language
        FROM news.article_period AS p
        WHERE NOT p.is_demo OR NOT EXISTS (SELECT FROM news.article_period AS other WHERE NOT other.is_demo)
    ),

    calendar AS (
        SELECT d.day
        FROM mart.days(daily_count.since, daily_count.until) AS d (day)
    )

    SELECT
        k.day,
        s.name,
        l.language,
        CASE
            WHEN c.article_count > 0 THEN c.article_count
            WHEN o.observed_share >= daily_count.least_observed THEN 0
        END,
        coalesce(o.observed_share, 0),
        coalesce(o.missed_estimate, 0)
    FROM spoken AS l
    INNER JOIN news.source AS s ON l.source_id = s.source_id
    CROSS JOIN calendar AS k
    LEFT JOIN counted AS c ON l.source_id = c.source_id AND l.language = c.language AND k.day = c.day
    LEFT JOIN mart.observed(daily_count.since, daily_count.until, daily_count.zone, daily_count.sources) AS o ON s.name = o.source AND k.day = o.day
    WHERE (daily_count.sources IS NULL OR s.name = any(daily_count.sources)) AND (daily_count.languages IS NULL OR l.language = any(daily_count.languages))
$$;
COMMENT ON FUNCTION mart.daily_count(date, date, text, text[], text[], double precision) IS 'How many articles per day of publication (in this time zone; days that state none stay as stated), source and language? article_count is 0 only where somebody was looking for at least the given share of the day, else NULL: nobody knows. Sums over sources ignore NULL. Files and archives are looked at once, not day by day: their silence is always NULL. Dates coarser than a day are in mart.coarse_count. At most ten minutes behind, and at most a hundred years of days.';

-- How many articles state only a month or year, or no date at all?
CREATE OR REPLACE VIEW mart.coarse_count AS
SELECT
    s.name AS source,
    p.language,
    p.granularity,
    p.period,
    count(*) AS article_count
FROM news.article_period AS p
INNER JOIN news.source AS s ON p.source_id = s.source_id
WHERE
    p.granularity IN ('month', 'year', 'undated')
    AND (NOT p.is_demo OR NOT EXISTS (SELECT FROM news.article_period AS other WHERE NOT other.is_demo))
GROUP BY s.name, p.language, p.granularity, p.period;

COMMENT ON VIEW mart.coarse_count IS 'How many articles state only a month or year, or no date at all? They are in no day of mart.daily_count.';
COMMENT ON COLUMN mart.coarse_count.source IS 'See mart.article.';
COMMENT ON COLUMN mart.coarse_count.language IS 'See mart.article.';
COMMENT ON COLUMN mart.coarse_count.granularity IS 'month, year or undated.';
COMMENT ON COLUMN mart.coarse_count.period IS 'The month or year: 2023-10, 2023; null of undated ones.';
COMMENT ON COLUMN mart.coarse_count.article_count IS 'Articles.';

-- Who publishes what, in which languages, and since when?
CREATE OR REPLACE VIEW mart.source AS
WITH per_language AS (
    SELECT
        p.source_id,
        p.language,
        count(*) AS article_count,
        min(coalesce((p.instant AT TIME ZONE 'UTC')::date, p.day)) AS first_published_on,
        max(coalesce((p.instant AT TIME ZONE 'UTC')::date, p.day)) AS last_published_on,
        min(p.first_seen_at) AS first_stored_at,
        max(p.first_seen_at) AS last_stored_at
    FROM news.article_period AS p
    WHERE NOT p.is_demo OR NOT EXISTS (SELECT FROM news.article_period AS other WHERE NOT other.is_demo)
    GROUP BY p.source_id, p.language
),

per_source AS (
    SELECT
        s.name,
        sum(l.article_count)::bigint AS article_count,
        array_agg(l.language ORDER BY l.article_count DESC, l.language ASC) AS languages_observed,
        jsonb_object_agg(l.language, l.article_count) AS articles_by_language,
        min(l.first_published_on) AS first_published_on,
        max(l.last_published_on) AS last_published_on,
        min(l.first_stored_at) AS first_stored_at,
        max(l.last_stored_at) AS last_stored_at
    FROM per_language AS l
    INNER JOIN news.source AS s ON l.source_id = s.source_id
    GROUP BY s.name
)

SELECT
    coalesce(f.feed_key, s.name) AS source,
    CASE WHEN f.feed_id IS NULL THEN 'files' ELSE 'feed' END AS kind,
    f.title,
    f.publisher,
    f.country,
    f.language AS language_declared,
    coalesce(s.languages_observed, '{}') AS languages_observed,
    coalesce(s.articles_by_language, '{}') AS articles_by_language,
    f.site AS domain,
    f.category,
    f.status,
    coalesce(s.article_count, 0) AS article_count,
    s.first_published_on,
    s.last_published_on,
    s.first_stored_at,
    s.last_stored_at
FROM per_source AS s
FULL JOIN mart.feed AS f ON s.name = f.feed_key;

COMMENT ON VIEW mart.source IS 'Who publishes what, in which languages, and since when? Feeds of the registry, and what files were given as.';
COMMENT ON COLUMN mart.source.source IS 'As mart.article names it: the key of the feed, or the name the files were given.';
COMMENT ON COLUMN mart.source.kind IS 'feed or files.';
COMMENT ON COLUMN mart.source.title IS 'Name of the feed.';
COMMENT ON COLUMN mart.source.publisher IS 'Who publishes it, as listed in the registry.';
COMMENT ON COLUMN mart.source.country IS 'Country of the publisher, ISO 3166-1 alpha-2, as listed.';
COMMENT ON COLUMN mart.source.language_declared IS 'Language as listed, else as the feed states it.';
COMMENT ON COLUMN mart.source.languages_observed IS 'Languages of its articles, the most frequent first.';
COMMENT ON COLUMN mart.source.articles_by_language IS 'The same with counts.';
COMMENT ON COLUMN mart.source.domain IS 'Registered domain of the feed; null of files.';
COMMENT ON COLUMN mart.source.category IS 'Folders it was listed in.';
COMMENT ON COLUMN mart.source.status IS 'Whether the feed is polled, see mart.feed.';
COMMENT ON COLUMN mart.source.article_count IS 'Articles it was the first to announce; mart.sighting has all who announced them.';
COMMENT ON COLUMN mart.source.first_published_on IS 'Earliest day its articles state, in UTC where exact.';
COMMENT ON COLUMN mart.source.last_published_on IS 'Latest such day.';
COMMENT ON COLUMN mart.source.first_stored_at IS 'When the first of its articles was stored.';
COMMENT ON COLUMN mart.source.last_stored_at IS 'When the last of its articles was stored.';

-- Which other addresses was an article announced under?
CREATE OR REPLACE VIEW mart.url_alias AS
SELECT
    a.article_id,
    a.source,
    a.url_key,
    o.alias,
    CASE
        WHEN o.alias ~* '(^|[/.])amp([/.?]|$)' OR o.alias ~* '[?&](amp|outputtype)=(1|amp|true)?(&|$)' THEN 'amp'
        WHEN a.canonical_url = a.url_key THEN 'canonical'
        ELSE 'redirect'
    END AS kind,
    o.noted_at
FROM ops.url_alias AS o
INNER JOIN news.article AS n ON o.url_key_hash = n.url_key_hash
INNER JOIN mart.article AS a ON n.article_id = a.article_id;

COMMENT ON VIEW mart.url_alias IS 'Which other addresses was an article announced under: addresses that redirect to it, or whose page names it?';
COMMENT ON COLUMN mart.url_alias.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.url_alias.source IS 'See mart.article.';
COMMENT ON COLUMN mart.url_alias.url_key IS 'The address the article goes by.';
COMMENT ON COLUMN mart.url_alias.alias IS 'The other address, in canonical form.';
COMMENT ON COLUMN mart.url_alias.kind IS 'amp (it looks like a page for phones), canonical (the page names the address it goes by as its own), redirect.';
COMMENT ON COLUMN mart.url_alias.noted_at IS 'When this was last seen to be so.';
