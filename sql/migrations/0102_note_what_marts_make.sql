-- Why: OR REPLACE changes neither the columns of a view nor what a function returns, and leaves what a file no longer
-- makes. So it must be known what is ours: it is dropped and made anew where that is needed, and nothing else is.
ALTER TABLE ops.migration ADD COLUMN IF NOT EXISTS made text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN ops.migration.made IS 'Views and functions that this file of marts makes, as DROP names them; of other files empty.';
-- What the marts made before this was noted.
UPDATE ops.migration AS m
SET made = f.made
FROM (
    SELECT
        known.file,
        array_agg(there.name ORDER BY there.name) AS made
    FROM (
        VALUES
        ('05_citation.sql', 'mart.citation'),
        ('10_article.sql', 'mart.article'),
        ('20_articles_per_day.sql', 'mart.articles_per_day'),
        ('30_removed_piece.sql', 'mart.removed_piece'),
        ('40_ingest_run.sql', 'mart.ingest_run'),
        ('50_learned_line.sql', 'mart.learned_line'),
        ('60_feed.sql', 'mart.feed'),
        ('60_media.sql', 'mart.media'),
        ('61_feed_health.sql', 'mart.feed_health'),
        ('62_sighting.sql', 'mart.sighting'),
        ('63_stream_funnel.sql', 'mart.stream_funnel'),
        ('64_heartbeat.sql', 'mart.heartbeat'),
        ('65_backfill_progress.sql', 'mart.backfill_progress'),
        ('70_article_version.sql', 'mart.article_version'),
        ('70_article_version.sql', 'mart.change_piece'),
        ('70_duplicate.sql', 'mart.appearance'),
        ('70_duplicate.sql', 'mart.duplicate'),
        ('70_duplicate.sql', 'mart.duplicate_member'),
        ('70_duplicate.sql', 'mart.duplicate_group'),
        ('70_duplicate.sql', 'mart.copying'),
        ('70_search.sql', 'news.search_term'),
        ('70_search.sql', 'news.search_query'),
        ('70_search.sql', 'news.search_snippet'),
        ('70_search.sql', 'mart.search'),
        ('71_publisher_change.sql', 'mart.headline_change'),
        ('71_publisher_change.sql', 'mart.correction'),
        ('71_publisher_change.sql', 'mart.flapping'),
        ('71_shared_sentences.sql', 'mart.long_sentences'),
        ('71_shared_sentences.sql', 'mart.shared_sentences'),
        ('72_event.sql', 'mart.event'),
        ('72_event.sql', 'mart.event_article'),
        ('72_event.sql', 'mart.event_redirect'),
        ('72_observation.sql', 'mart.observed'),
        ('72_observation.sql', 'mart.observation'),
        ('72_observation.sql', 'mart.observation_gap'),
        ('73_daily_count.sql', 'mart.daily_count'),
        ('73_daily_count.sql', 'mart.coarse_count'),
        ('73_daily_count.sql', 'mart.source'),
        ('73_daily_count.sql', 'mart.url_alias'),
        ('74_timeliness.sql', 'mart.timeliness'),
        ('75_language_agreement.sql', 'mart.language_agreement'),
        ('75_language_agreement.sql', 'mart.removed_by_rule'),
        ('76_words.sql', 'mart.words'),
        ('76_words.sql', 'mart.keyness'),
        ('76_words.sql', 'mart.kwic'),
        ('80_corpus.sql', 'mart.corpus'),
        ('81_corpus_article.sql', 'mart.corpus_article'),
        ('81_takedown.sql', 'mart.taken_down'),
        ('82_data_check.sql', 'mart.data_check'),
        ('82_sample.sql', 'mart.sample')
    ) AS known (file, name)
    INNER JOIN (
        SELECT
            n.nspname || '.' || c.relname AS bare,
            'VIEW ' || (pg_identify_object('pg_class'::regclass, c.oid, 0)).identity AS name
        FROM pg_class AS c
        INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
        WHERE c.relkind = 'v'
        UNION ALL
        SELECT
            n.nspname || '.' || p.proname AS bare,
            'FUNCTION ' || (pg_identify_object('pg_proc'::regclass, p.oid, 0)).identity AS name
        FROM pg_proc AS p
        INNER JOIN pg_namespace AS n ON p.pronamespace = n.oid
        WHERE p.prokind = 'f'
    ) AS there ON known.name = there.bare
    GROUP BY known.file
) AS f
WHERE m.name = f.file AND m.is_repeatable;
