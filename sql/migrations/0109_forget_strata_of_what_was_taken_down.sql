-- Why: a query may put any text of an article into the stratum of a corpus, and takedowns left it there.
UPDATE news.corpus_member
SET stratum = NULL
WHERE is_taken_down AND stratum IS NOT NULL;
COMMENT ON COLUMN news.corpus_member.stratum IS 'The stratum it was sampled from, see mart.sample; null where it was not sampled, and once taken down.';
COMMENT ON COLUMN news.corpus_member.section IS 'See news.article; null once taken down.';
COMMENT ON COLUMN news.corpus_member.authors IS 'See news.article; empty once taken down.';
COMMENT ON COLUMN news.corpus_member.url IS 'The canonical URL where the identity is one, else the URL as announced; null once taken down.';
COMMENT ON TABLE ops.takedown IS 'What was removed for good: by whom, when, why and how much. Never its text or address. Analysts read mart.taken_down.';
