-- Why: search rows were compared with their language by the clock, and a change of the language that was being written
-- while its articles were indexed was later forgotten, because the rows were younger than it. A number that counts with
-- each change says in which way a row was made, whenever that was. What is outdated is found by it, so a change queues
-- nothing: articles that come while it is written are not missed, and loading them does not wait for it.
ALTER TABLE news.language ADD COLUMN revision integer NOT NULL DEFAULT 1;
ALTER TABLE news.article_search ADD COLUMN language_revision integer NOT NULL DEFAULT 1;
ALTER TABLE news.article_search ALTER COLUMN language_revision DROP DEFAULT;
COMMENT ON TABLE news.language IS 'How the articles of each language are searched. To search one another way, say hunspell: UPDATE its ts_config; the next refresh_marts makes the search rows of its articles anew.';
COMMENT ON COLUMN news.language.changed_at IS 'When this row was last written.';
COMMENT ON COLUMN news.language.revision IS 'Counts how often this row was written; search rows of an earlier number are made anew.';
COMMENT ON COLUMN news.article_search.language_revision IS 'The revision of news.language it was made by.';

-- Finds what is outdated, language by language. Its keys are nearly all equal, so it is kept small.
CREATE INDEX article_search_language_idx ON news.article_search (language, language_revision);

CREATE OR REPLACE FUNCTION news.search_again() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    BEGIN
        PERFORM NEW.ts_config::regconfig;
    EXCEPTION
        WHEN undefined_object OR invalid_schema_name OR invalid_name THEN
            RAISE EXCEPTION 'there is no text search configuration %: give its name with its schema', NEW.ts_config;
    END;
    NEW.changed_at := clock_timestamp();
    IF TG_OP = 'UPDATE' THEN
        NEW.revision := OLD.revision + 1;
    ELSE  -- its articles were searched as those of no known language
        NEW.revision := 1;
        UPDATE news.language SET revision = revision WHERE language = 'und';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION news.search_again() IS 'Counts the ways in which a language is searched, so that search rows of an earlier one are made anew.';

-- Languages that somebody changed or added since this table was made: rows of theirs may be of whichever way.
ALTER TABLE news.language DISABLE TRIGGER search_again;
UPDATE news.language SET revision = 2
WHERE
    changed_at > (SELECT min(each.changed_at) FROM news.language AS each)
    OR (language = 'und' AND (SELECT min(each.changed_at) < max(each.changed_at) FROM news.language AS each));
ALTER TABLE news.language ENABLE TRIGGER search_again;
