-- Why: analysts look for words. Each language is searched its own way, which is data: one row a language, changed by an
-- operator where the server knows more. The vectors are made from the outbox and never by a generated column, which would
-- be computed for every article that is loaded again and would end a batch at the limit of a tsvector.

-- unaccent: one of the modules PostgreSQL ships with; the bundled server and the official images have it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'unaccent') THEN
        CREATE EXTENSION unaccent SCHEMA public;
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'this user may not create the extension unaccent: let the owner of the database run CREATE EXTENSION unaccent, then migrate again';
    WHEN undefined_file OR feature_not_supported OR undefined_object THEN
        RAISE EXCEPTION 'the server lacks the extension unaccent: install its contrib modules (postgresql-contrib), then migrate again';
END
$$;

-- news.unaccented: lower case, accents away, no stemmer, no stop words: Lodz finds Łódź. For what Postgres cannot stem.
-- news.<language>: accents away before the stemmer, stop words before that. Of 20 word pairs each (singular and plural and
-- the like) this loses 3 in French, 2 in Turkish, 1 in Portuguese, none in the others here, and finds all of them without
-- their accents, where the stemmer alone finds 30 to 60 %. Catalan would lose its -ció and Spanish nearly finds all by
-- itself; the stemmers of German, Greek, Russian and Arabic take accents away on their own: those stay as they come.
CREATE TEXT SEARCH CONFIGURATION news.unaccented (COPY = pg_catalog.simple);
DO $$
DECLARE
    unaccent text;
    stop_words text;
    stemmer text;
    found record;
BEGIN
    SELECT format('%I.%I', n.nspname, d.dictname)
    INTO STRICT unaccent
    FROM pg_extension AS e
    INNER JOIN pg_namespace AS n ON e.extnamespace = n.oid
    INNER JOIN pg_ts_dict AS d ON d.dictnamespace = n.oid AND d.dictname = 'unaccent'
    WHERE e.extname = 'unaccent';
    EXECUTE format(
        'ALTER TEXT SEARCH CONFIGURATION news.unaccented'
        ' ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part, numword, numhword, hword_numpart'
        ' WITH %s, pg_catalog.simple', unaccent
    );
    FOR found IN
        SELECT
            c.cfgname AS name,
            d.dictname AS stemmer,
            substring(d.dictinitoption FROM 'stopwords = ''(\w+)''') AS stop_words
        FROM pg_ts_config AS c
        INNER JOIN pg_ts_dict AS d ON d.dictname = c.cfgname || '_stem' AND d.dictnamespace = c.cfgnamespace
        WHERE c.cfgnamespace = 'pg_catalog'::regnamespace AND c.cfgname = any('{
            basque, danish, dutch, estonian, finnish, french, hungarian, irish, italian, lithuanian, norwegian, portuguese,
            romanian, swedish, turkish
        }'::text[])
    LOOP
        EXECUTE format('CREATE TEXT SEARCH CONFIGURATION news.%I (COPY = pg_catalog.%I)', found.name, found.name);
        stemmer := format('pg_catalog.%I', found.stemmer);
        stop_words := '';
        IF found.stop_words IS NOT NULL THEN
            EXECUTE format(
                'CREATE TEXT SEARCH DICTIONARY news.%I (TEMPLATE = pg_catalog.simple, STOPWORDS = %I, ACCEPT = FALSE)',
                found.name || '_stop', found.stop_words
            );
            stop_words := format('news.%I, ', found.name || '_stop');
        END IF;
        EXECUTE format(
            'ALTER TEXT SEARCH CONFIGURATION news.%I ALTER MAPPING FOR word, hword, hword_part WITH %s%s, %s',
            found.name, stop_words, unaccent, stemmer
        );
    END LOOP;
END
$$;

CREATE TABLE news.language (
    language text NOT NULL,
    name text NOT NULL,
    search_mode text NOT NULL,
    ts_config text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT language_pkey PRIMARY KEY (language),
    CONSTRAINT language_search_mode_is_known CHECK (search_mode IN ('words', 'arabic', 'bigrams'))
);
COMMENT ON TABLE news.language IS 'How the articles of each language are searched. To search one another way, say hunspell: UPDATE its ts_config; its articles are queued by that, and refresh_marts makes their search rows anew.';
COMMENT ON COLUMN news.language.language IS 'As in news.article; articles of a language that is not here are searched as und.';
COMMENT ON COLUMN news.language.name IS 'In English.';
COMMENT ON COLUMN news.language.search_mode IS 'words; arabic (words without the article, Persian and Urdu forms of a letter as the Arabic one); bigrams (pairs of characters, for text without spaces between words, or in Korean with particles on them).';
COMMENT ON COLUMN news.language.ts_config IS 'Text search configuration with its schema. Text, because pg_upgrade refuses columns of type regconfig.';
COMMENT ON COLUMN news.language.changed_at IS 'When this row was last written; older search rows are made anew.';

INSERT INTO news.language (language, name, search_mode, ts_config) VALUES
    ('af', 'Afrikaans', 'words', 'news.unaccented'),
    ('am', 'Amharic', 'words', 'news.unaccented'),
    ('an', 'Aragonese', 'words', 'news.unaccented'),
    ('ar', 'Arabic', 'arabic', 'pg_catalog.arabic'),
    ('as', 'Assamese', 'words', 'news.unaccented'),
    ('az', 'Azerbaijani', 'words', 'news.unaccented'),
    ('be', 'Belarusian', 'words', 'news.unaccented'),
    ('bg', 'Bulgarian', 'words', 'news.unaccented'),
    ('bn', 'Bengali', 'words', 'news.unaccented'),
    ('br', 'Breton', 'words', 'news.unaccented'),
    ('bs', 'Bosnian', 'words', 'news.unaccented'),
    ('ca', 'Catalan', 'words', 'pg_catalog.catalan'),
    ('cs', 'Czech', 'words', 'news.unaccented'),
    ('cy', 'Welsh', 'words', 'news.unaccented'),
    ('da', 'Danish', 'words', 'news.danish'),
    ('de', 'German', 'words', 'pg_catalog.german'),
    ('dz', 'Dzongkha', 'words', 'news.unaccented'),
    ('el', 'Greek', 'words', 'pg_catalog.greek'),
    ('en', 'English', 'words', 'pg_catalog.english'),
    ('eo', 'Esperanto', 'words', 'news.unaccented'),
    ('es', 'Spanish', 'words', 'pg_catalog.spanish'),
    ('et', 'Estonian', 'words', 'news.estonian'),
    ('eu', 'Basque', 'words', 'news.basque'),
    ('fa', 'Persian', 'arabic', 'news.unaccented'),
    ('fi', 'Finnish', 'words', 'news.finnish'),
    ('fo', 'Faroese', 'words', 'news.unaccented'),
    ('fr', 'French', 'words', 'news.french'),
    ('ga', 'Irish', 'words', 'news.irish'),
    ('gl', 'Galician', 'words', 'news.unaccented'),
    ('gu', 'Gujarati', 'words', 'news.unaccented'),
    ('he', 'Hebrew', 'words', 'news.unaccented'),
    ('hi', 'Hindi', 'words', 'pg_catalog.hindi'),
    ('hr', 'Croatian', 'words', 'news.unaccented'),
    ('ht', 'Haitian Creole', 'words', 'news.unaccented'),
    ('hu', 'Hungarian', 'words', 'news.hungarian'),
    ('hy', 'Armenian', 'words', 'pg_catalog.armenian'),
    ('id', 'Indonesian', 'words', 'pg_catalog.indonesian'),
    ('is', 'Icelandic', 'words', 'news.unaccented'),
    ('it', 'Italian', 'words', 'news.italian'),
    ('ja', 'Japanese', 'bigrams', 'pg_catalog.simple'),
    ('jv', 'Javanese', 'words', 'news.unaccented'),
    ('ka', 'Georgian', 'words', 'news.unaccented'),
    ('kk', 'Kazakh', 'words', 'news.unaccented'),
    ('km', 'Khmer', 'bigrams', 'pg_catalog.simple'),
    ('kn', 'Kannada', 'words', 'news.unaccented'),
    ('ko', 'Korean', 'bigrams', 'pg_catalog.simple'),
    ('ku', 'Kurdish', 'arabic', 'news.unaccented'),
    ('ky', 'Kyrgyz', 'words', 'news.unaccented'),
    ('la', 'Latin', 'words', 'news.unaccented'),
    ('lb', 'Luxembourgish', 'words', 'news.unaccented'),
    ('lo', 'Lao', 'bigrams', 'pg_catalog.simple'),
    ('lt', 'Lithuanian', 'words', 'news.lithuanian'),
    ('lv', 'Latvian', 'words', 'news.unaccented'),
    ('mg', 'Malagasy', 'words', 'news.unaccented'),
    ('mk', 'Macedonian', 'words', 'news.unaccented'),
    ('ml', 'Malayalam', 'words', 'news.unaccented'),
    ('mn', 'Mongolian', 'words', 'news.unaccented'),
    ('mr', 'Marathi', 'words', 'news.unaccented'),
    ('ms', 'Malay', 'words', 'news.unaccented'),
    ('mt', 'Maltese', 'words', 'news.unaccented'),
    ('my', 'Burmese', 'bigrams', 'pg_catalog.simple'),
    ('nb', 'Norwegian Bokmål', 'words', 'news.norwegian'),
    ('ne', 'Nepali', 'words', 'pg_catalog.nepali'),
    ('nl', 'Dutch', 'words', 'news.dutch'),
    ('nn', 'Norwegian Nynorsk', 'words', 'news.norwegian'),
    ('no', 'Norwegian', 'words', 'news.norwegian'),
    ('oc', 'Occitan', 'words', 'news.unaccented'),
    ('or', 'Odia', 'words', 'news.unaccented'),
    ('pa', 'Punjabi', 'words', 'news.unaccented'),
    ('pl', 'Polish', 'words', 'news.unaccented'),
    ('ps', 'Pashto', 'arabic', 'news.unaccented'),
    ('pt', 'Portuguese', 'words', 'news.portuguese'),
    ('qu', 'Quechua', 'words', 'news.unaccented'),
    ('ro', 'Romanian', 'words', 'news.romanian'),
    ('ru', 'Russian', 'words', 'pg_catalog.russian'),
    ('rw', 'Kinyarwanda', 'words', 'news.unaccented'),
    ('se', 'Northern Sami', 'words', 'news.unaccented'),
    ('si', 'Sinhala', 'words', 'news.unaccented'),
    ('sk', 'Slovak', 'words', 'news.unaccented'),
    ('sl', 'Slovenian', 'words', 'news.unaccented'),
    ('sq', 'Albanian', 'words', 'news.unaccented'),
    ('sr', 'Serbian', 'words', 'pg_catalog.serbian'),
    ('sv', 'Swedish', 'words', 'news.swedish'),
    ('sw', 'Swahili', 'words', 'news.unaccented'),
    ('ta', 'Tamil', 'words', 'pg_catalog.tamil'),
    ('te', 'Telugu', 'words', 'news.unaccented'),
    ('th', 'Thai', 'bigrams', 'pg_catalog.simple'),
    ('tl', 'Tagalog', 'words', 'news.unaccented'),
    ('tr', 'Turkish', 'words', 'news.turkish'),
    ('ug', 'Uyghur', 'arabic', 'news.unaccented'),
    ('uk', 'Ukrainian', 'words', 'news.unaccented'),
    ('und', 'Undetermined', 'words', 'news.unaccented'),
    ('ur', 'Urdu', 'arabic', 'news.unaccented'),
    ('vi', 'Vietnamese', 'words', 'news.unaccented'),
    ('vo', 'Volapük', 'words', 'news.unaccented'),
    ('wa', 'Walloon', 'words', 'news.unaccented'),
    ('xh', 'Xhosa', 'words', 'news.unaccented'),
    ('yi', 'Yiddish', 'words', 'pg_catalog.yiddish'),
    ('zh', 'Chinese', 'bigrams', 'pg_catalog.simple'),
    ('zu', 'Zulu', 'words', 'news.unaccented');

-- Estonian is stemmed from PostgreSQL 18 on.
UPDATE news.language SET ts_config = 'news.unaccented'
WHERE ts_config NOT IN (SELECT format('%s.%s', c.cfgnamespace::regnamespace, c.cfgname) FROM pg_ts_config AS c);

CREATE TABLE news.article_search (
    article_id bigint NOT NULL,
    version integer NOT NULL,
    language text NOT NULL,
    written_as text NOT NULL,
    source_id integer NOT NULL,
    is_demo boolean NOT NULL,
    published_earliest timestamptz,
    published_latest timestamptz,
    indexed_at timestamptz NOT NULL DEFAULT now(),
    fts tsvector NOT NULL,
    CONSTRAINT article_search_pkey PRIMARY KEY (article_id),
    CONSTRAINT article_search_has_an_article FOREIGN KEY (article_id) REFERENCES news.article (article_id) ON DELETE CASCADE,
    CONSTRAINT article_search_language_exists FOREIGN KEY (language) REFERENCES news.language (language)
);
-- The defaults of GIN: a longer pending list makes searching slow, and none at all doubles the cost of indexing.
CREATE INDEX article_search_fts_idx ON news.article_search USING gin (fts);
COMMENT ON TABLE news.article_search IS 'The words of each article (newest version) for mart.search, and what it filters and sorts by. Made by refresh_marts from the outbox.';
COMMENT ON COLUMN news.article_search.article_id IS 'See news.article.';
COMMENT ON COLUMN news.article_search.version IS 'The version these are the words of.';
COMMENT ON COLUMN news.article_search.language IS 'The row of news.language it is searched by.';
COMMENT ON COLUMN news.article_search.written_as IS 'Its language in news.article; another than language where news.language has no row for it.';
COMMENT ON COLUMN news.article_search.source_id IS 'See news.article.';
COMMENT ON COLUMN news.article_search.is_demo IS 'It came with Wireroom.';
COMMENT ON COLUMN news.article_search.published_earliest IS 'See news.article.';
COMMENT ON COLUMN news.article_search.published_latest IS 'See news.article.';
COMMENT ON COLUMN news.article_search.indexed_at IS 'When this row was made.';
COMMENT ON COLUMN news.article_search.fts IS 'Headline (weight A), lead (B) and body (D) in the way of its language.';

CREATE FUNCTION news.search_text(mode text, written text) RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE STRICT
BEGIN ATOMIC
SELECT
    CASE mode
        -- "北京大学" becomes "北 北京 京大 大学 学": each character with the one after it. Latin words stay whole.
        WHEN 'bigrams' THEN regexp_replace(
            regexp_replace(normalize(written, nfkc), '[a-zA-Z0-9]+', ' \& ', 'g'),
            '[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF]',
            '\& \&', 'g'
        )
        -- The article goes too: the stemmer makes one word of "a flood" and another of "the flood".
        WHEN 'arabic' THEN regexp_replace(translate(written, 'یىکۀہھ/', 'ييكههه '), '\m[وبكف]?ال(?=\w{3})', '', 'g')
        ELSE replace(written, '/', ' ')  -- "and/or" would be one word, the name of a file
    END;
END;
COMMENT ON FUNCTION news.search_text(text, text) IS 'Text as the parser of Postgres finds the words in it that people look for, by news.language.search_mode.';

CREATE FUNCTION news.search_vector(mode text, ts_config text, title text, lead text, body text) RETURNS tsvector
LANGUAGE plpgsql
STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    config regconfig := ts_config::regconfig;
    -- Positions end at 16,383, so that phrases are found that far. A vector ends at 1 MB, and what is longer is an error.
    enough integer := CASE mode WHEN 'bigrams' THEN 16000 ELSE 200000 END;
BEGIN
    RETURN setweight(to_tsvector(config, news.search_text(mode, left(coalesce(title, ''), 2000))), 'A')
        || setweight(to_tsvector(config, news.search_text(mode, left(coalesce(lead, ''), 5000))), 'B')
        || setweight(to_tsvector(config, news.search_text(mode, left(body, enough))), 'D');
EXCEPTION
    WHEN program_limit_exceeded THEN
        RETURN setweight(to_tsvector(config, news.search_text(mode, left(coalesce(title, ''), 2000))), 'A')
            || setweight(to_tsvector(config, news.search_text(mode, left(body, 20000))), 'D');
END
$$;
COMMENT ON FUNCTION news.search_vector(text, text, text, text, text) IS 'The words of an article as they are searched: headline, lead and the first 200,000 characters of the body (16,000 where the pairs of characters count).';

CREATE FUNCTION news.search_again() RETURNS trigger
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
    INSERT INTO ops.outbox (reader, article_id)
    SELECT
        'search',
        a.article_id
    FROM news.article AS a
    WHERE a.language = NEW.language OR (NEW.language = 'und' AND a.language NOT IN (SELECT l.language FROM news.language AS l))
    ORDER BY a.article_id
    ON CONFLICT (reader, article_id) DO NOTHING;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION news.search_again() IS 'Queues the articles of a language whose way of being searched changes.';

INSERT INTO ops.outbox_reader (reader) VALUES ('search');
CREATE TRIGGER search_again BEFORE INSERT OR UPDATE ON news.language
FOR EACH ROW EXECUTE FUNCTION news.search_again();

-- Only the owner of an index may empty its list of entries that wait to be sorted in.
CREATE FUNCTION news.flush_search() RETURNS bigint
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT gin_clean_pending_list('news.article_search_fts_idx'::regclass) $$;
COMMENT ON FUNCTION news.flush_search() IS 'Sorts what was indexed last into the index, so that no search has to.';

CREATE TYPE mart.search_hit AS (
    article_id bigint,
    url text,
    source text,
    title text,
    language text,
    published text,
    rank real,
    snippet text
);
COMMENT ON TYPE mart.search_hit IS 'An article that mart.search finds.';
COMMENT ON COLUMN mart.search_hit.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.search_hit.url IS 'See mart.article.';
COMMENT ON COLUMN mart.search_hit.source IS 'See mart.article.';
COMMENT ON COLUMN mart.search_hit.title IS 'See mart.article.display_title.';
COMMENT ON COLUMN mart.search_hit.language IS 'See mart.article.';
COMMENT ON COLUMN mart.search_hit.published IS 'See mart.article.published_local.';
COMMENT ON COLUMN mart.search_hit.rank IS 'How well it fits, to be compared within one search only.';
COMMENT ON COLUMN mart.search_hit.snippet IS 'What it says around the words, these between **.';
