-- How well was each feed looked at, day by day? Time zone as an argument; asked from a day to a day, both included.
CREATE OR REPLACE FUNCTION mart.observed(
    since date, until date, zone text DEFAULT 'UTC', sources text[] DEFAULT NULL
) RETURNS TABLE (
    source text,
    day date,
    due_count bigint,
    poll_count bigint,
    success_count bigint,
    gap_hours double precision,
    observed_share double precision,
    new_count bigint,
    missed_estimate bigint
)
LANGUAGE sql
STABLE
AS $$
    WITH feed AS (
        SELECT
            f.feed_id,
            f.feed_key,
            o.first_success_at,
            CASE WHEN o.due_at + interval '1 hour' < now() THEN o.due_at ELSE now() END AS watched_until,
            greatest(extract(EPOCH FROM o.due_at - o.last_success_at), 60) AS planned_s
        FROM mart.feed AS f
        INNER JOIN news.observed_feed AS o ON f.feed_id = o.feed_id
        WHERE observed.sources IS NULL OR f.feed_key = any(observed.sources)
    ),

    calendar AS (
        SELECT
            d.day,
            (d.day::timestamp AT TIME ZONE observed.zone) AS starts_at,
            least(((d.day + 1)::timestamp AT TIME ZONE observed.zone), now()) AS ends_at
        FROM mart.days(observed.since, observed.until) AS d (day)
        WHERE d.day <= (now() AT TIME ZONE observed.zone)::date
    ),

    hour AS (
        SELECT
            h.feed_id,
            (h.hour AT TIME ZONE observed.zone)::date AS day,
            sum(h.poll_count) AS poll_count,
            sum(h.success_count) AS success_count,
            sum(h.new_count) AS new_count,
            sum(h.missed_count) AS missed_count
        FROM news.observation_hour AS h
        WHERE
            h.hour >= (observed.since::timestamp AT TIME ZONE observed.zone)
            AND h.hour < ((observed.until + 1)::timestamp AT TIME ZONE observed.zone)
        GROUP BY h.feed_id, (h.hour AT TIME ZONE observed.zone)::date
    ),

    -- Gaps cut at midnight: one row per day that a gap touches.
    gap AS (
        SELECT
            cut.feed_id,
            cut.day,
            sum(cut.gap_s) AS gap_s,
            sum(cut.gap_s / cut.planned_s) AS due_count
        FROM (
            SELECT
                g.feed_id,
                g.planned_s,
                touched.day::date AS day,
                extract(
                    EPOCH FROM least(g.until, (touched.day + interval '1 day') AT TIME ZONE observed.zone)
                    - greatest(g.since, touched.day AT TIME ZONE observed.zone)
                ) AS gap_s
            FROM news.observation_gap AS g
            CROSS JOIN LATERAL generate_series(
                date_trunc('day', g.since AT TIME ZONE observed.zone), g.until AT TIME ZONE observed.zone, '1 day'
            ) AS touched (day)
            WHERE
                g.until > (observed.since::timestamp AT TIME ZONE observed.zone)
                AND g.since < ((observed.until + 1)::timestamp AT TIME ZONE observed.zone)
        ) AS cut
        GROUP BY cut.feed_id, cut.day
    ),

    counted AS (
        SELECT
            f.feed_key,
            c.day,
            extract(EPOCH FROM c.ends_at - c.starts_at) AS day_s,
            -- A feed that has never answered has no first success, and greatest() would pass over that.
            CASE
                WHEN f.first_success_at IS NULL THEN 0
                ELSE greatest(
                    extract(EPOCH FROM least(c.ends_at, f.watched_until) - greatest(c.starts_at, f.first_success_at)), 0
                ) - coalesce(g.gap_s, 0)
            END AS watched_s,
            greatest(extract(EPOCH FROM c.ends_at - greatest(c.starts_at, f.watched_until)), 0) / f.planned_s AS open_due_count,
            g.due_count AS gap_due_count,
            h.poll_count,
            h.success_count,
            h.new_count,
            h.missed_count
        FROM feed AS f
        CROSS JOIN calendar AS c
        LEFT JOIN hour AS h ON f.feed_id = h.feed_id AND c.day = h.day
        LEFT JOIN gap AS g ON f.feed_id = g.feed_id AND c.day = g.day
        WHERE c.ends_at > c.starts_at
    )

    SELECT
        n.feed_key,
        n.day,
        greatest(
            coalesce(n.poll_count, 0),
            coalesce(n.success_count, 0) + round(coalesce(n.gap_due_count, 0) + coalesce(n.open_due_count, 0))
        )::bigint,
        coalesce(n.poll_count, 0)::bigint,
        coalesce(n.success_count, 0)::bigint,
        round(((n.day_s - n.watched_s) / 3600)::numeric, 2)::double precision,
        round((n.watched_s / n.day_s)::numeric, 4)::double precision,
        coalesce(n.new_count, 0)::bigint,
        coalesce(n.missed_count, 0)::bigint
    FROM counted AS n
$$;
COMMENT ON FUNCTION mart.observed(date, date, text, text[]) IS 'How well was each feed looked at, from day to day in this time zone? due_count polls were due; gap_hours of the day nobody was looking: before the first poll that succeeded (all of the day where none has), and from when a poll was due until one succeeded, where that took more than an hour; missed_estimate entries came and went unseen. The day of an hour that a zone of half hours cuts is that of its beginning. At most a hundred years of days.';

-- How well was each feed looked at, on each day in UTC since it was first polled?
CREATE OR REPLACE VIEW mart.observation AS
SELECT
    o.source,
    o.day,
    o.due_count,
    o.poll_count,
    o.success_count,
    o.gap_hours,
    o.observed_share,
    o.new_count,
    o.missed_estimate
FROM mart.observed(
    (SELECT (min(hour) AT TIME ZONE 'UTC')::date FROM news.observation_hour), (now() AT TIME ZONE 'UTC')::date
) AS o;

COMMENT ON VIEW mart.observation IS 'How well was each feed looked at, on each day in UTC? mart.observed takes another time zone. Kept when the log of polls is not.';
COMMENT ON COLUMN mart.observation.source IS 'The feed, as mart.article names it.';
COMMENT ON COLUMN mart.observation.day IS 'Day in UTC.';
COMMENT ON COLUMN mart.observation.due_count IS 'Polls that were due: those made, and in gaps those that the rhythm before would have made.';
COMMENT ON COLUMN mart.observation.poll_count IS 'Polls made, whatever came of them.';
COMMENT ON COLUMN mart.observation.success_count IS 'Polls that the feed answered as a feed should.';
COMMENT ON COLUMN mart.observation.gap_hours IS 'Hours of the day in which nobody was looking.';
COMMENT ON COLUMN mart.observation.observed_share IS 'Share of the day, so far, in which somebody was looking.';
COMMENT ON COLUMN mart.observation.new_count IS 'Entries that were new in the feed.';
COMMENT ON COLUMN mart.observation.missed_estimate IS 'Entries that came and went unseen, estimated from the rhythm of the feed; on the day of the poll that noticed.';

-- In which times was nobody looking at a feed?
CREATE OR REPLACE VIEW mart.observation_gap AS
SELECT
    f.feed_key AS source,
    g.since,
    g.until,
    FALSE AS is_open
FROM news.observation_gap AS g
INNER JOIN mart.feed AS f ON g.feed_id = f.feed_id
UNION ALL
SELECT
    f.feed_key,
    o.due_at,
    now(),
    TRUE
FROM news.observed_feed AS o
INNER JOIN mart.feed AS f ON o.feed_id = f.feed_id
WHERE o.due_at + interval '1 hour' < now();

COMMENT ON VIEW mart.observation_gap IS 'In which times was nobody looking at a feed: from when a poll was due until one succeeded, where that took more than an hour?';
COMMENT ON COLUMN mart.observation_gap.source IS 'The feed, as mart.article names it.';
COMMENT ON COLUMN mart.observation_gap.since IS 'When the poll was due.';
COMMENT ON COLUMN mart.observation_gap.until IS 'When one succeeded again; of an open gap now.';
COMMENT ON COLUMN mart.observation_gap.is_open IS 'Nobody is looking yet.';
