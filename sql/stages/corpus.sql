-- What a query chose for a corpus.
CREATE TEMPORARY TABLE stage_corpus (
    article_id bigint,
    public_id text,
    stratum text[],
    weight double precision
) ON COMMIT DROP
