-- Removed pieces into the stage.
COPY stage_removal (
    ordinal, position, block, start, text, kind, rule, moved, ruleset
) FROM STDIN WITH (FORMAT "binary")
