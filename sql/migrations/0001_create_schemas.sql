-- Why: one schema per promise. Analysts are promised news and mart; raw and ops may change.
CREATE SCHEMA raw;
COMMENT ON SCHEMA raw IS 'Pages exactly as they came, by month of our own clock. Not promised to analysts.';

CREATE SCHEMA news;
COMMENT ON SCHEMA news IS 'Facts: articles, their earlier versions, and every piece that was removed from them.';

CREATE SCHEMA mart;
COMMENT ON SCHEMA mart IS 'Views for analysts, each the answer to one question.';

COMMENT ON SCHEMA ops IS 'How the warehouse came to be: migrations, runs, batches, and what became of every entry.';
