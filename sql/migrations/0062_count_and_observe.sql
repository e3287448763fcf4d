-- Why: how many articles there were per day must be cheap to ask for any time zone, and a day on which nobody looked must
-- not look like a day without news. Polls are forgotten after some months; what they say of each hour is kept.
CREATE TABLE news.article_period (
    article_id bigint NOT NULL,
    source_id integer NOT NULL,
    language text NOT NULL,
    granularity text NOT NULL,
    instant timestamptz,
    day date,
    period text,
    is_demo boolean NOT NULL,
    first_seen_at timestamptz NOT NULL,
    CONSTRAINT article_period_pkey PRIMARY KEY (article_id),
    CONSTRAINT article_period_granularity_is_known CHECK (granularity IN ('instant', 'day', 'month', 'year', 'undated')),
    CONSTRAINT article_period_says_as_much_as_its_granularity CHECK (
        (instant IS NOT NULL) = (granularity = 'instant')
        AND (day IS NOT NULL) = (granularity = 'day')
        AND (period IS NULL) = (granularity IN ('instant', 'undated'))
    )
);
CREATE INDEX article_period_instant_idx ON news.article_period (instant) INCLUDE (source_id, language, is_demo)
WHERE instant IS NOT NULL;
CREATE INDEX article_period_day_idx ON news.article_period (day) INCLUDE (source_id, language, is_demo)
WHERE day IS NOT NULL;
CREATE INDEX article_period_source_idx ON news.article_period (source_id, language);
COMMENT ON TABLE news.article_period IS 'When each article counts as published: narrow, so that counting reads no texts. Made by refresh_marts; mart.daily_count reads it. What is no article (news.override) has no row.';
COMMENT ON COLUMN news.article_period.article_id IS 'See news.article; no foreign key, because its check would touch the article.';
COMMENT ON COLUMN news.article_period.source_id IS 'See news.source.';
COMMENT ON COLUMN news.article_period.language IS 'See news.article.';
COMMENT ON COLUMN news.article_period.granularity IS 'instant (an exact moment, so its day depends on the time zone), day (as stated, wherever that was), month, year, undated.';
COMMENT ON COLUMN news.article_period.instant IS 'The exact moment; null where the granularity is another.';
COMMENT ON COLUMN news.article_period.day IS 'The day as stated; null where the granularity is another.';
COMMENT ON COLUMN news.article_period.period IS 'What was stated of day, month or year: 2023-10-05, 2023-10, 2023.';
COMMENT ON COLUMN news.article_period.is_demo IS 'A demo article: it counts only while nothing else is there.';
COMMENT ON COLUMN news.article_period.first_seen_at IS 'When it was stored.';

-- What a person marked as no article counts no more, and again when that is taken back.
CREATE FUNCTION news.tell_counts() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO ops.outbox (reader, article_id)
    SELECT
        'counts',
        a.article_id
    FROM news.article AS a
    WHERE a.url_key_hash = coalesce(NEW.url_key_hash, OLD.url_key_hash)
    ON CONFLICT (reader, article_id) DO NOTHING;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION news.tell_counts() IS 'Has an article counted anew after a person said whether it is one.';
CREATE TRIGGER tell_counts AFTER INSERT OR UPDATE OR DELETE ON news.override
FOR EACH ROW EXECUTE FUNCTION news.tell_counts();

CREATE TABLE news.observed_feed (
    feed_id integer NOT NULL,
    rolled_until timestamptz NOT NULL,
    first_success_at timestamptz,
    last_success_at timestamptz,
    due_at timestamptz,
    CONSTRAINT observed_feed_pkey PRIMARY KEY (feed_id),
    CONSTRAINT observed_feed_is_whole_once_it_succeeded CHECK (
        num_nulls(first_success_at, last_success_at, due_at) IN (0, 3)
    )
);
COMMENT ON TABLE news.observed_feed IS 'Since when each feed is looked at, and how far its polls are counted. Made by refresh_marts; mart.observed reads it.';
COMMENT ON COLUMN news.observed_feed.feed_id IS 'See mart.feed.';
COMMENT ON COLUMN news.observed_feed.rolled_until IS 'The last poll that is counted.';
COMMENT ON COLUMN news.observed_feed.first_success_at IS 'The first poll that succeeded; null: none has. Before it nobody was looking.';
COMMENT ON COLUMN news.observed_feed.last_success_at IS 'The last poll that succeeded.';
COMMENT ON COLUMN news.observed_feed.due_at IS 'When the poll after it was due: an hour later without one, nobody is looking.';

CREATE TABLE news.observation_gap (
    feed_id integer NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    planned_s double precision NOT NULL,
    CONSTRAINT observation_gap_pkey PRIMARY KEY (feed_id, since),
    CONSTRAINT observation_gap_ends_after_it_starts CHECK (until > since),
    CONSTRAINT observation_gap_plan_is_positive CHECK (planned_s > 0)
);
COMMENT ON TABLE news.observation_gap IS 'Times in which nobody was looking at a feed: from when a poll was due until one succeeded, where that took more than an hour.';
COMMENT ON COLUMN news.observation_gap.feed_id IS 'See mart.feed.';
COMMENT ON COLUMN news.observation_gap.since IS 'When the poll was due.';
COMMENT ON COLUMN news.observation_gap.until IS 'When one succeeded again.';
COMMENT ON COLUMN news.observation_gap.planned_s IS 'Seconds between two polls as planned before it.';

CREATE TABLE news.observation_hour (
    feed_id integer NOT NULL,
    hour timestamptz NOT NULL,
    poll_count integer NOT NULL,
    success_count integer NOT NULL,
    new_count integer NOT NULL,
    missed_count integer NOT NULL,
    CONSTRAINT observation_hour_pkey PRIMARY KEY (feed_id, hour),
    CONSTRAINT observation_hour_successes_are_polls CHECK (success_count BETWEEN 0 AND poll_count)
);
COMMENT ON TABLE news.observation_hour IS 'What the polls of each hour came to; hours without polls have no row. Kept when ops.poll forgets.';
COMMENT ON COLUMN news.observation_hour.feed_id IS 'See mart.feed.';
COMMENT ON COLUMN news.observation_hour.hour IS 'Its beginning, UTC.';
COMMENT ON COLUMN news.observation_hour.poll_count IS 'Polls, whatever came of them.';
COMMENT ON COLUMN news.observation_hour.success_count IS 'Of these answered as a feed should, "not modified" included.';
COMMENT ON COLUMN news.observation_hour.new_count IS 'Entries never seen before.';
COMMENT ON COLUMN news.observation_hour.missed_count IS 'Estimate of entries that came and went unseen before these polls.';

INSERT INTO ops.outbox_reader (reader) VALUES ('counts');
