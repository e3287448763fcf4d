-- Which articles speak of this, the best first?
-- Functions: they apply again whenever a mart changes. What they search by is made in migration 0075.

-- A part of a query as Postgres reads it in one language: `exact` is what is asked, `loose` what the index can answer.
CREATE OR REPLACE FUNCTION news.search_term(
    mode text, ts_config text, term text, is_phrase boolean, OUT exact tsquery, OUT loose tsquery
)
LANGUAGE plpgsql
STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
DECLARE
    config regconfig := ts_config::regconfig;
    is_prefix boolean := NOT is_phrase AND term LIKE '%*';
    plain text := rtrim(CASE WHEN mode = 'bigrams' THEN normalize(term, nfkc) ELSE news.search_text(mode, term) END, '*');
    run text;
    pair tsquery;
BEGIN
    exact := '';
    loose := '';
    IF mode = 'bigrams' THEN
        -- Each run of characters becomes its pairs, in this order; one alone begins a pair or ends a run.
        FOR run IN
            SELECT piece[1]
            FROM regexp_matches(
                plain,
                '[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF]+'
                '|[^\s\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF]+',
                'g'
            ) AS piece
        LOOP
            IF run < U&'\0E00' THEN
                pair := plainto_tsquery(config, run);
                exact := exact && pair;
                loose := loose && pair;
            ELSIF char_length(run) = 1 THEN
                pair := CASE
                    WHEN run ~ '[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF]'
                        THEN to_tsquery(config, quote_literal(run) || ':*')
                    ELSE plainto_tsquery(config, run)
                END;
                exact := exact && pair;
                loose := loose && pair;
            ELSE
                pair := NULL;
                FOR place IN 1 .. char_length(run) - 1 LOOP
                    pair := coalesce(pair <-> plainto_tsquery(config, substr(run, place, 2)), plainto_tsquery(config, substr(run, place, 2)));
                    loose := loose && plainto_tsquery(config, substr(run, place, 2));
                END LOOP;
                exact := exact && pair;
            END IF;
        END LOOP;
        RETURN;
    END IF;
    IF is_prefix THEN
        IF plain !~ '[[:alnum:]]' THEN
            RETURN;
        END IF;
        IF char_length(plain) < 3 THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('%s* is too short: a prefix has at least 3 letters', plain);
        END IF;
        exact := to_tsquery(config, '''' || regexp_replace(plain, '[''\\]', ' ', 'g') || ''':*');
        loose := exact;
        RETURN;
    END IF;
    loose := plainto_tsquery(config, plain);
    exact := CASE WHEN is_phrase THEN phraseto_tsquery(config, plain) ELSE loose END;
END
$$;
COMMENT ON FUNCTION news.search_term(text, text, text, boolean) IS 'A word, phrase or prefix of mart.search as a tsquery, in the way of one language.';

CREATE OR REPLACE FUNCTION news.search_query(
    mode text, ts_config text, query text, OUT exact tsquery, OUT loose tsquery
)
LANGUAGE plpgsql
STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part record;
    term record;
    wanted tsquery := '';
    wanted_loose tsquery := '';
    unwanted tsquery := '';
    unwanted_words tsquery := '';
BEGIN
    exact := '';
    loose := '';
    FOR part IN
        SELECT
            piece[1] = '-' AS is_unwanted,
            piece[2] AS phrase,
            piece[3] AS word
        FROM regexp_matches(
            translate(query, '“”„«»＂', '""""""') || ' OR', '(-?)(?:"([^"]*)"?|([^\s"]+))', 'g'
        ) AS piece
    LOOP
        IF part.word = 'OR' THEN
            -- What is only unwanted would ask for nearly every article there is.
            IF numnode(wanted) > 0 THEN
                exact := exact || CASE WHEN numnode(unwanted) > 0 THEN wanted && !!unwanted ELSE wanted END;
                loose := loose || CASE WHEN numnode(unwanted_words) > 0 THEN wanted_loose && !!unwanted_words ELSE wanted_loose END;
            END IF;
            wanted := '';
            wanted_loose := '';
            unwanted := '';
            unwanted_words := '';
            CONTINUE;
        END IF;
        CONTINUE WHEN part.word = 'AND';  -- as it is anyway
        term := news.search_term(mode, ts_config, coalesce(part.phrase, part.word), part.phrase IS NOT NULL);
        IF part.is_unwanted THEN
            unwanted := unwanted || term.exact;
            IF term.exact = term.loose THEN
                unwanted_words := unwanted_words || term.loose;
            END IF;
        ELSE
            wanted := wanted && term.exact;
            wanted_loose := wanted_loose && term.loose;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION news.search_query(text, text, text) IS 'A query of mart.search in the way of one language; empty where nothing in it can be looked for.';

CREATE OR REPLACE FUNCTION news.search_snippet(mode text, ts_config text, query text, asked tsquery, written text) RETURNS text
LANGUAGE plpgsql
STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wide constant text := 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９';
    narrow constant text := 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    plain text := replace(translate(left(written, 20000), E'\n\t', '  '), '  ', ' ');  -- a regexp costs a third of it all
    shown text;
    words text;
    place integer;
BEGIN
    IF mode <> 'bigrams' THEN
        shown := ts_headline(
            ts_config::regconfig, plain, asked,
            'StartSel=**, StopSel=**, MaxFragments=2, MaxWords=24, MinWords=10, FragmentDelimiter=" ... "'
        );
        IF shown LIKE '%**%' THEN
            RETURN shown;
        END IF;
    ELSIF plain ~ '[\uFF01-\uFF5E]' THEN
        plain := translate(plain, wide, narrow);
    END IF;
    -- ts_headline knows no pairs of characters: the words of the query as they stand, with what is around the first.
    SELECT string_agg(regexp_replace(piece[1], '([^[:alnum:]])', '\\\1', 'g'), '|' ORDER BY char_length(piece[1]) DESC)
    INTO words
    FROM regexp_matches(translate(query, wide, narrow), '(?:^|[\s"])([^-\s"*][^\s"*]*)', 'g') AS piece
    WHERE piece[1] NOT IN ('AND', 'OR');
    place := coalesce(regexp_instr(plain, words, 1, 1, 0, 'i'), 0);
    shown := substr(plain, greatest(place - 40, 1), 120);
    RETURN CASE WHEN place > 41 THEN '... ' ELSE '' END
        || coalesce(regexp_replace(shown, '(' || words || ')', '**\1**', 'gi'), shown)
        || CASE WHEN char_length(plain) >= greatest(place - 40, 1) + 120 THEN ' ...' ELSE '' END;
END
$$;
COMMENT ON FUNCTION news.search_snippet(text, text, text, tsquery, text) IS 'What an article says around the words that were searched, these between **.';

-- Norwegian is tagged `no`, for the detector cannot keep its two forms apart; a person may have said which one it is.
CREATE OR REPLACE FUNCTION news.searched_languages(language text) RETURNS text[]
LANGUAGE plpgsql
STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM news.language AS l WHERE l.language = searched_languages.language) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('there is no language %s: news.language has those that are known', language);
    END IF;
    RETURN CASE WHEN language IN ('no', 'nb', 'nn') THEN '{no,nb,nn}' ELSE ARRAY[language] END;
END
$$;
COMMENT ON FUNCTION news.searched_languages(text) IS 'The codes under which articles of a language may be tagged; refuses a language that news.language does not know.';

-- A definer's, so that analysts need no right on the parts. The planner must not read the whole table for a common word:
-- it does not know that each row would be unpacked for that.
CREATE OR REPLACE FUNCTION mart.search(
    query text,
    language text DEFAULT NULL,
    since timestamptz DEFAULT NULL,
    until timestamptz DEFAULT NULL,
    source text DEFAULT NULL,
    top integer DEFAULT 20
)
RETURNS SETOF mart.search_hit
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET client_min_messages = warning
AS $$
#variable_conflict use_column
DECLARE
    most_characters constant integer := 1000;
    most_parts constant integer := 40;
    ranked_most constant integer := 400;
    phrase_most constant integer := 2000;
    one_source integer;
    hides_demo boolean;
    hidden bigint[];
    spoken constant text[] := news.searched_languages(search.language);
BEGIN
    IF char_length(search.query) > most_characters OR regexp_count(search.query, '\S+') > most_parts THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('the query is too long: at most %s words and %s characters', most_parts, most_characters);
    END IF;
    IF (search.top BETWEEN 1 AND ranked_most) IS NOT TRUE THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('top is between 1 and %s', ranked_most);
    END IF;
    IF search.source IS NOT NULL THEN
        SELECT s.source_id INTO one_source FROM news.source AS s WHERE s.name = search.source;
        IF one_source IS NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('there is no source %s', search.source);
        END IF;
    END IF;
    -- As in mart.article, but before the newest are taken.
    hides_demo := EXISTS (SELECT FROM news.article AS a WHERE a.origin <> 'demo');
    hidden := array(
        SELECT a.article_id
        FROM news.override AS o
        INNER JOIN news.article AS a ON o.url_key_hash = a.url_key_hash
        WHERE o.field = 'not_article'
    );
    RETURN QUERY
    WITH asked AS MATERIALIZED (
        -- As text, because for Postgres a word and a prefix of the same letters are equal.
        SELECT
            q.exact::text::tsquery AS exact,
            q.loose::text::tsquery AS loose,
            array_agg(l.language) AS languages
        FROM (
            SELECT DISTINCT
                k.search_mode,
                k.ts_config
            FROM news.language AS k
            WHERE spoken IS NULL OR k.language = any(spoken)
        ) AS way
        CROSS JOIN LATERAL news.search_query(way.search_mode, way.ts_config, search.query) AS q
        INNER JOIN news.language AS l ON way.search_mode = l.search_mode AND way.ts_config = l.ts_config
        WHERE numnode(q.loose) > 0 AND (spoken IS NULL OR l.language = any(spoken))
        GROUP BY q.exact::text, q.loose::text
    ),

    matching AS MATERIALIZED (
        SELECT
            s.article_id,
            s.published_earliest,
            a.exact,
            a.exact <> a.loose AS is_unsure
        FROM asked AS a
        CROSS JOIN LATERAL (
            SELECT
                k.article_id,
                k.published_earliest
            FROM news.article_search AS k
            WHERE
                k.fts @@ a.loose
                AND k.language = any(a.languages)
                AND (search.since IS NULL OR k.published_latest > search.since)
                AND (search.until IS NULL OR k.published_earliest < search.until)
                AND (one_source IS NULL OR k.source_id = one_source)
                AND NOT (hides_demo AND k.is_demo)
                AND k.article_id <> all(hidden)
            ORDER BY k.published_earliest DESC NULLS LAST, k.article_id DESC
            LIMIT CASE WHEN a.exact = a.loose THEN ranked_most ELSE phrase_most END
        ) AS s
    ),

    newest AS MATERIALIZED (
        SELECT
            m.article_id,
            m.exact
        FROM matching AS m
        INNER JOIN news.article_search AS k ON m.article_id = k.article_id
        WHERE NOT m.is_unsure OR k.fts @@ m.exact
        ORDER BY m.published_earliest DESC NULLS LAST, m.article_id DESC
        LIMIT ranked_most
    ),

    best AS MATERIALIZED (
        SELECT
            n.article_id,
            n.exact,
            k.language,
            ts_rank('{0.1, 0.2, 0.4, 1.0}', k.fts, n.exact, 1) AS rank
        FROM newest AS n
        INNER JOIN news.article_search AS k ON n.article_id = k.article_id
        ORDER BY rank DESC, k.published_earliest DESC NULLS LAST, n.article_id DESC
        LIMIT search.top
    )

    SELECT
        b.article_id,
        a.url,
        a.source,
        a.display_title,
        a.language,
        a.published_local,
        b.rank,
        news.search_snippet(l.search_mode, l.ts_config, search.query, b.exact, concat_ws(' ', a.lead, a.body))
    FROM best AS b
    INNER JOIN mart.article AS a ON b.article_id = a.article_id
    INNER JOIN news.language AS l ON b.language = l.language
    ORDER BY b.rank DESC, a.published_earliest DESC NULLS LAST, b.article_id DESC;
END
$$;
COMMENT ON FUNCTION mart.search(text, text, timestamptz, timestamptz, text, integer) IS
'Which articles speak of this, the best first? A query is words that must all be there (AND between them changes nothing), "a phrase", -unwanted, this OR that, and prefixes of at least 3 letters: wybor*. Without language every article is searched in the way of its own (news.language); nb, nn and no are one language. since and until: the publication may fall between them; undated articles are then left out. Ranked are the 400 newest articles that match (a phrase is looked for in the 2,000 newest that hold its words): by how often and where the words stand, the headline counting most. Articles are found once refresh_marts has indexed them, at most some ten minutes after they were stored. In languages with a stemmer a prefix is compared with stems: write no more letters than all its forms share.';
