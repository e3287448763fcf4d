-- Which feeds are there, and what is known of them?
CREATE OR REPLACE VIEW mart.feed AS
SELECT
    f.feed_id,
    f.feed_key,
    coalesce(f.title, s.stated_title) AS title,
    f.url_shown AS url,
    coalesce(f.site_url, s.site_link) AS site_url,
    f.site,
    coalesce(f.language, s.stated_language) AS language,
    f.country,
    f.publisher,
    f.category,
    s.kind,
    s.status,
    f.merged_into,
    f.on_noarchive,
    f.on_reservation,
    f.added_at,
    s.last_ok_at,
    f.publisher_zone,
    f.connection_id,
    f.obeys_robots,
    f.patience,
    f.revisit_hours,
    f.revisits_per_day,
    s.next_poll_at
FROM ops.feed AS f
INNER JOIN ops.feed_state AS s ON f.feed_id = s.feed_id;

COMMENT ON VIEW mart.feed IS 'Which feeds are there, and what is known of them?';
COMMENT ON COLUMN mart.feed.feed_id IS 'Our number.';
COMMENT ON COLUMN mart.feed.feed_key IS 'Short name: the source of its articles.';
COMMENT ON COLUMN mart.feed.title IS 'Name as listed, else as the feed states it.';
COMMENT ON COLUMN mart.feed.url IS 'Its address, without anything that looks like a secret.';
COMMENT ON COLUMN mart.feed.site_url IS 'The site it belongs to.';
COMMENT ON COLUMN mart.feed.site IS 'Registered domain of its host.';
COMMENT ON COLUMN mart.feed.language IS 'Language as listed, else as the feed states it, BCP 47.';
COMMENT ON COLUMN mart.feed.country IS 'Country of the publisher, ISO 3166-1 alpha-2.';
COMMENT ON COLUMN mart.feed.publisher IS 'Who publishes it.';
COMMENT ON COLUMN mart.feed.category IS 'Folders it was listed in, joined by /.';
COMMENT ON COLUMN mart.feed.kind IS 'Format: rss, atom, rdf, json, news_sitemap, sitemap; null before the first poll.';
COMMENT ON COLUMN mart.feed.status IS 'active, unreachable, gone, quarantined, paused.';
COMMENT ON COLUMN mart.feed.merged_into IS 'The feed it turned out to be.';
COMMENT ON COLUMN mart.feed.on_noarchive IS 'What is done with a page that says noarchive.';
COMMENT ON COLUMN mart.feed.on_reservation IS 'What is done with a page whose rights to text and data mining are reserved.';
COMMENT ON COLUMN mart.feed.added_at IS 'When it was registered.';
COMMENT ON COLUMN mart.feed.last_ok_at IS 'When it last answered as a feed should.';
COMMENT ON COLUMN mart.feed.publisher_zone IS 'IANA time zone in which its dates without an offset are read.';
COMMENT ON COLUMN mart.feed.connection_id IS 'Airflow connection with the credentials to ask with; null where none are needed.';
COMMENT ON COLUMN mart.feed.obeys_robots IS 'Whether robots.txt counts for the feed itself too.';
COMMENT ON COLUMN mart.feed.patience IS 'Times the rhythm of the feed: 0.5 looks twice as often.';
COMMENT ON COLUMN mart.feed.revisit_hours IS 'Hours after publication at which its articles are looked at again; empty: never.';
COMMENT ON COLUMN mart.feed.revisits_per_day IS 'At most so many such looks in 24 hours.';
COMMENT ON COLUMN mart.feed.next_poll_at IS 'When it is due; null: not by itself.';
