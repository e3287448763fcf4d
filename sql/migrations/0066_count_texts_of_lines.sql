-- Why: updates of one article, and copies of it under several addresses, repeated its lines and made them look like what
-- the source always says. Near-duplicates count once.
ALTER TABLE news.learned_line ADD COLUMN text_count integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN news.learned_line.text_count IS 'Different texts among these articles: near-duplicates (news.duplicate_member) count once.';
COMMENT ON COLUMN news.article_relation.joins_group IS 'The two belong to one group of mart.duplicate_group: walls, and all but templates from similarity .45 on.';
