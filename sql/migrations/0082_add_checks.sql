-- Why: what must hold of the data is looked at after every refresh, and what does not hold stays on the table until it is
-- mended. Checks of articles look at those that are new or changed, and again at those that were found wanting: their
-- cost follows the news, not the table.
CREATE TABLE ops.check_offender (
    check_name text NOT NULL,
    article_id bigint NOT NULL,
    detail text NOT NULL,
    found_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT check_offender_pkey PRIMARY KEY (check_name, article_id)
);
CREATE INDEX check_offender_article_idx ON ops.check_offender (article_id);
COMMENT ON TABLE ops.check_offender IS 'Articles that a check of sql/checks found wanting, until they no longer are.';
COMMENT ON COLUMN ops.check_offender.check_name IS 'File name in sql/checks.';
COMMENT ON COLUMN ops.check_offender.article_id IS 'See news.article; no foreign key, because its check would touch the article.';
COMMENT ON COLUMN ops.check_offender.detail IS 'What is wrong, without text or address of the article.';
COMMENT ON COLUMN ops.check_offender.found_at IS 'When it was first found so.';

CREATE TABLE ops.check_result (
    check_name text NOT NULL,
    dag_id text NOT NULL,
    run_id text NOT NULL,
    severity text NOT NULL,
    why text NOT NULL,
    offender_count bigint NOT NULL,
    examples text[] NOT NULL,
    checked_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT check_result_pkey PRIMARY KEY (check_name, dag_id, run_id),
    CONSTRAINT check_result_severity_is_known CHECK (severity IN ('error', 'warn'))
);
CREATE INDEX check_result_checked_at_idx ON ops.check_result (checked_at);
COMMENT ON TABLE ops.check_result IS 'What each run of each check found; kept for as long as the settings say. Analysts read mart.data_check.';
COMMENT ON COLUMN ops.check_result.check_name IS 'File name in sql/checks.';
COMMENT ON COLUMN ops.check_result.dag_id IS 'See ops.run.';
COMMENT ON COLUMN ops.check_result.run_id IS 'See ops.run.';
COMMENT ON COLUMN ops.check_result.severity IS 'error turns the run red; warn does not.';
COMMENT ON COLUMN ops.check_result.why IS 'What the check is for.';
COMMENT ON COLUMN ops.check_result.offender_count IS 'Rows that are not as they should be.';
COMMENT ON COLUMN ops.check_result.examples IS 'Up to five of them.';
COMMENT ON COLUMN ops.check_result.checked_at IS 'When it was run.';

INSERT INTO ops.outbox_reader (reader) VALUES ('checks');
