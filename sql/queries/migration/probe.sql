-- Does this database know letters beyond ASCII? Under LC_CTYPE C it does not: lower('Ł') stays, and words fall apart.
SELECT
    current_setting('server_encoding') AS encoding,
    lower('ŁÓDŹ') = 'łódź'
    AND 'ł' ~ '[[:alpha:]]'
    AND (SELECT count(*) FROM ts_parse('default', 'łódź')) = 1 AS knows_letters
