-- What a query chose, into the stage.
COPY stage_corpus (article_id, public_id, stratum, weight) FROM STDIN WITH (FORMAT "binary")
