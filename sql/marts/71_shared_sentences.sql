-- Which long sentences do two articles share?
CREATE OR REPLACE FUNCTION mart.long_sentences(article_text text)
RETURNS TABLE (place bigint, sentence text, key text)
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT
        cut.place,
        btrim(cut.sentence),
        made.key
    FROM regexp_split_to_table(
        article_text,
        CASE
            WHEN article_text ~ '[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF]' THEN '\s+'
            ELSE '(?<=[.!?…]["''”’»)\s])\s*|(?<=[。！？।۔؟።])|\n+'
        END
    ) WITH ORDINALITY AS cut (sentence, place)
    CROSS JOIN LATERAL (
        VALUES (regexp_replace(lower(normalize(cut.sentence, NFKC)), '[^[:alnum:]]+', '', 'g'))
    ) AS made (key)
    WHERE
        char_length(made.key) >= 40
        OR (
            char_length(made.key) >= 15
            AND made.key ~ '[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uF900-\uFAFF]'
        )
        OR (char_length(made.key) >= 20 AND made.key ~ '[\uAC00-\uD7A3]')
$$;
COMMENT ON FUNCTION mart.long_sentences(text) IS 'The long sentences of a text (40 letters, 15 in scripts without spaces, 20 of Hangul), each with the letters it is compared by.';

CREATE OR REPLACE FUNCTION mart.shared_sentences(article bigint, other bigint)
RETURNS TABLE (place bigint, sentence text)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT
        mine.place,
        mine.sentence
    FROM news.article AS a
    CROSS JOIN LATERAL mart.long_sentences(concat_ws(E'\n\n', a.lead, a.body)) AS mine
    WHERE
        a.article_id = article
        AND mine.key IN (
            SELECT theirs.key
            FROM news.article AS b
            CROSS JOIN LATERAL mart.long_sentences(concat_ws(E'\n\n', b.lead, b.body)) AS theirs
            WHERE b.article_id = other
        )
    ORDER BY mine.place
$$;
COMMENT ON FUNCTION mart.shared_sentences(bigint, bigint) IS 'Which long sentences do two articles share? As they stand in the first, in its order.';
