-- Which words does a text consist of?
-- By Postgres's own parser, which keeps the vowel signs of Hindi in their words. Scripts without spaces have no words to
-- cut: there it is pairs of neighbouring characters, and what stands in other scripts is words.
CREATE OR REPLACE FUNCTION mart.words(written text, language text) RETURNS SETOF text
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF words.language = any('{zh,ja,th,lo,km,my}') THEN
        RETURN QUERY
        SELECT CASE WHEN run.text < U&'\0E00' THEN lower(run.text) ELSE substr(run.text, place, 2) END
        FROM (
            SELECT piece[1] AS text
            FROM regexp_matches(
                normalize(left(words.written, 100000), nfkc),
                '[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF]+'
                '|[[:alpha:]]+',
                'g'
            ) AS piece
        ) AS run
        CROSS JOIN LATERAL generate_series(
            1, CASE WHEN run.text < U&'\0E00' THEN 1 ELSE greatest(char_length(run.text) - 1, 1) END
        ) AS place;
    ELSE
        RETURN QUERY
        SELECT lower(p.token)
        FROM ts_parse('default', normalize(left(words.written, 100000), nfc)) AS p
        WHERE p.tokid IN (1, 2, 9, 10, 11);  -- words and the parts of hyphenated ones; no numbers, addresses, blanks
    END IF;
END
$$;
COMMENT ON FUNCTION mart.words(text, text) IS 'The words of a text in lower case, in order, numbers left out; of its first 100,000 characters. In Chinese, Japanese, Thai, Lao, Khmer and Burmese pairs of neighbouring characters instead. Not stemmed: each form is a word of its own.';

-- Which words set these articles apart from those?
CREATE OR REPLACE FUNCTION mart.keyness(
    target bigint[], reference bigint[], least_articles integer DEFAULT 2, top integer DEFAULT 50
) RETURNS TABLE (
    word text,
    target_count bigint,
    reference_count bigint,
    target_article_count bigint,
    target_per_million double precision,
    reference_per_million double precision,
    log_ratio double precision,
    g2 double precision
)
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    most constant integer := 5000;
BEGIN
    IF cardinality(target) > most OR cardinality(reference) > most THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s articles against %s are too many: at most %s each', cardinality(target), cardinality(reference), most),
            HINT = 'Narrow the two sets, or take a sample of each.';
    END IF;
    IF top < 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'top is 0 or more, or NULL for all words';
    END IF;
    RETURN QUERY
    WITH token AS (
        SELECT
            side.is_target,
            a.article_id,
            w.word
        FROM (
            SELECT TRUE AS is_target, t.article_id FROM (SELECT DISTINCT unnest(target) AS article_id) AS t
            UNION ALL
            SELECT FALSE, r.article_id FROM (SELECT DISTINCT unnest(reference) AS article_id) AS r
        ) AS side
        INNER JOIN mart.article AS a ON side.article_id = a.article_id
        CROSS JOIN LATERAL mart.words(concat_ws(E'\n', a.title, a.lead, a.body), a.language) AS w (word)
    ),

    per_word AS (
        SELECT
            k.word,
            count(*) FILTER (WHERE k.is_target) AS a,
            count(*) FILTER (WHERE NOT k.is_target) AS b,
            count(DISTINCT k.article_id) FILTER (WHERE k.is_target) AS a_articles
        FROM token AS k
        GROUP BY k.word
    ),

    size AS (
        SELECT
            greatest(sum(p.a), 1)::double precision AS c,
            greatest(sum(p.b), 1)::double precision AS d
        FROM per_word AS p
    )

    SELECT
        p.word,
        p.a,
        p.b,
        p.a_articles,
        p.a / z.c * 1e6,
        p.b / z.d * 1e6,
        log(2, ((p.a / z.c) / (greatest(p.b, 0.5) / z.d))::numeric)::double precision,
        2 * (
            p.a * ln(p.a / (z.c * (p.a + p.b) / (z.c + z.d)))
            + CASE WHEN p.b > 0 THEN p.b * ln(p.b / (z.d * (p.a + p.b) / (z.c + z.d))) ELSE 0 END
        ) AS log_likelihood
    FROM per_word AS p
    CROSS JOIN size AS z
    WHERE p.a_articles >= least_articles AND p.a / z.c > p.b / z.d
    ORDER BY log_likelihood DESC, p.word ASC
    LIMIT top;
END
$$;
COMMENT ON FUNCTION mart.keyness(bigint[], bigint[], integer, integer) IS 'Which words set the target articles apart from the reference articles (arrays of article_id, at most 5,000 each; those that mart.article does not show count for nothing)? g2 is the log-likelihood ratio (Dunning 1993; above 15.13 p < 0.0001 for a word looked at alone), log_ratio the effect: 1 is twice as frequent, 3 eight times (Hardie 2014; where the reference has none it is taken as half an occurrence). Only words of at least least_articles target articles; the top first of them, all where top is NULL. Words as mart.words cuts them: compare articles of one language.';

-- In what company does a word stand?
CREATE OR REPLACE FUNCTION mart.kwic(
    word text,
    language text DEFAULT NULL,
    width integer DEFAULT 40,
    since date DEFAULT NULL,
    until date DEFAULT NULL,
    source text DEFAULT NULL,
    top integer DEFAULT 100
)
RETURNS SETOF mart.kwic_line
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
#variable_conflict use_column
DECLARE
    looked_at_most constant integer := 2000;
    per_article_most constant integer := 20;
    letter constant text := '[[:alnum:]_\u0300-\u036F\u0591-\u05C7\u064B-\u065F\u0670\u0900-\u0DFF]';
    is_prefix constant boolean := btrim(kwic.word) LIKE '%*';
    asked constant text := CASE WHEN is_prefix THEN left(btrim(kwic.word), -1) ELSE btrim(kwic.word) END;
    plain constant text := regexp_replace(asked, '([][\\.^$+?(){}|*])', '\\\1', 'g');
    has_no_spaces constant boolean
    := asked ~ '[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF]';
    pattern constant text := CASE
        WHEN has_no_spaces THEN plain
        WHEN is_prefix THEN '(?<!' || letter || ')' || plain || letter || '*'
        ELSE '(?<!' || letter || ')' || plain || '(?!' || letter || ')'
    END;
    -- Where a word stands anywhere it needs no length to begin one.
    wanted constant text := CASE WHEN is_prefix AND NOT has_no_spaces THEN asked || '*' ELSE '"' || replace(asked, '"', ' ') || '"' END;
    spoken constant text[] := news.searched_languages(kwic.language);
BEGIN
    -- IS NOT TRUE: also where one of them is NULL.
    IF (asked <> '' AND char_length(asked) <= 200 AND kwic.width BETWEEN 1 AND 500 AND kwic.top BETWEEN 1 AND 10000) IS NOT TRUE THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'kwic wants a word of at most 200 characters, a width of 1 to 500 and top of 1 to 10000';
    END IF;
    IF kwic.source IS NOT NULL AND NOT EXISTS (SELECT FROM news.source AS s WHERE s.name = kwic.source) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('there is no source %s', kwic.source);
    END IF;
    RETURN QUERY
    WITH way AS MATERIALIZED (
        SELECT
            l.language,
            (news.search_query(l.search_mode, l.ts_config, wanted)).loose::text::tsquery AS loose
        FROM news.language AS l
        WHERE spoken IS NULL OR l.language = any(spoken)
    ),

    -- What the index finds, also in other forms; of a word too common to be indexed the newest articles.
    found AS (
        SELECT f.article_id
        FROM (
            SELECT DISTINCT w.loose::text AS loose
            FROM way AS w
            WHERE numnode(w.loose) > 0
        ) AS q
        CROSS JOIN LATERAL (
            SELECT s.article_id
            FROM news.article_search AS s
            WHERE
                s.fts @@ q.loose::tsquery
                AND s.language IN (SELECT w.language FROM way AS w WHERE w.loose::text = q.loose)
            ORDER BY s.article_id DESC
            LIMIT looked_at_most
        ) AS f
        UNION
        (
            SELECT s.article_id
            FROM news.article_search AS s
            WHERE s.language IN (SELECT w.language FROM way AS w WHERE numnode(w.loose) = 0)
            ORDER BY s.article_id DESC
            LIMIT looked_at_most
        )
    ),

    written AS (
        SELECT
            a.article_id,
            a.source,
            a.language,
            a.published_local,
            coalesce(a.published_latest, a.first_seen_at) AS latest,
            regexp_replace(concat_ws(' | ', a.title, a.lead, a.body), '\s+', ' ', 'g') AS text
        FROM found AS f
        INNER JOIN mart.article AS a ON f.article_id = a.article_id
        WHERE
            (kwic.source IS NULL OR a.source = kwic.source)
            AND (kwic.since IS NULL OR left(a.published_local, 10) >= kwic.since::text)
            AND (kwic.until IS NULL OR left(a.published_local, 10) <= kwic.until::text)
    )

    SELECT
        t.article_id,
        t.source,
        t.language,
        t.published_local,
        substr(t.text, greatest(h.starts - kwic.width, 1), least(kwic.width, h.starts - 1)),
        substr(t.text, h.starts, h.ends - h.starts),
        substr(t.text, h.ends, kwic.width)
    FROM written AS t
    CROSS JOIN LATERAL (
        SELECT
            n.n,
            regexp_instr(t.text, pattern, 1, n.n, 0, 'i') AS starts,
            regexp_instr(t.text, pattern, 1, n.n, 1, 'i') AS ends
        FROM generate_series(1, least(regexp_count(t.text, pattern, 1, 'i'), per_article_most)) AS n (n)
    ) AS h
    ORDER BY t.latest DESC, t.article_id DESC, h.n ASC
    LIMIT kwic.top;
END
$$;
COMMENT ON FUNCTION mart.kwic(text, text, integer, date, date, text, integer) IS 'In what company does a word stand? Each place with width characters before and after it, newest articles first, at most 20 places of an article. A word as it is written, capitals aside; wybor* for all that begins so (at least 3 letters); in scripts without spaces wherever the characters stand, with * or without. Looked at are the 2,000 newest articles of each language in which mart.search would find it, of a word too common for that the 2,000 newest. since and until are days as stated.';
