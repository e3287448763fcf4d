-- Lines of articles into the stage.
COPY stage_line (
    ordinal, title_hash, opening_hash, line_hashes, kinds, word_counts, base_sha256, learned_version
) FROM STDIN WITH (FORMAT "binary")
