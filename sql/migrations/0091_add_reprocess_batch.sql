-- Why: stored pages of an interval are shared out once, by article, so that no two tasks read the same one again; which
-- page of an article is read is looked up when a batch is claimed.
CREATE TABLE ops.reprocess_batch (
    dag_id text NOT NULL,
    run_id text NOT NULL,
    batch_number integer NOT NULL,
    url_key_hashes bytea[] NOT NULL,
    CONSTRAINT reprocess_batch_pkey PRIMARY KEY (dag_id, run_id, batch_number),
    CONSTRAINT reprocess_batch_is_a_batch FOREIGN KEY (dag_id, run_id, batch_number)
    REFERENCES ops.batch (dag_id, run_id, batch_number)
);
COMMENT ON TABLE ops.reprocess_batch IS 'Which articles are read again together.';
COMMENT ON COLUMN ops.reprocess_batch.dag_id IS 'See ops.batch.';
COMMENT ON COLUMN ops.reprocess_batch.run_id IS 'See ops.batch; the pass_run_id of ops.backfill_interval.';
COMMENT ON COLUMN ops.reprocess_batch.batch_number IS 'See ops.batch.';
COMMENT ON COLUMN ops.reprocess_batch.url_key_hashes IS 'The articles (or pages that made none) by SHA-256 of their url_key.';

-- A day of pages is found without reading its month. Rows come in the order of stored_at: some kilobytes are enough.
CREATE INDEX page_stored_at_idx ON raw.page USING brin (stored_at) WITH (autosummarize = on);
-- Articles whose page was dropped are of the interval in which they were first stored.
CREATE INDEX article_first_seen_at_idx ON news.article (first_seen_at);

COMMENT ON TABLE ops.batch IS 'Work of a DAG run that its tasks claim with a lease: some files, or some stored pages.';
