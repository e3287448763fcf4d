-- What an article names, and its share in how often that is met: a name that nobody else wrote leaves with it.
WITH gone AS (
    DELETE FROM news.article_anchor
    WHERE article_id = any(%(article_ids)s::bigint[])
    RETURNING language, keys, stems
),

keys AS (
    SELECT
        k.key,
        count(*) AS article_count
    FROM gone
    CROSS JOIN unnest(gone.keys) AS k (key)
    GROUP BY k.key
),

stems AS (
    SELECT
        s.stem,
        count(*) AS article_count
    FROM gone
    CROSS JOIN unnest(gone.stems) AS s (stem)
    GROUP BY s.stem
),

fewer_keys AS (
    UPDATE ops.anchor_frequency AS f
    SET article_count = f.article_count - keys.article_count
    FROM keys
    WHERE f.key = keys.key AND f.article_count > keys.article_count
),

no_keys AS (
    DELETE FROM ops.anchor_frequency AS f
    USING keys
    WHERE f.key = keys.key AND f.article_count <= keys.article_count
),

fewer_stems AS (
    UPDATE ops.stem_frequency AS f
    SET article_count = f.article_count - stems.article_count
    FROM stems
    WHERE f.stem = stems.stem AND f.article_count > stems.article_count
),

no_stems AS (
    DELETE FROM ops.stem_frequency AS f
    USING stems
    WHERE f.stem = stems.stem AND f.article_count <= stems.article_count
),

languages AS (
    SELECT
        gone.language,
        count(*) AS article_count
    FROM gone
    GROUP BY gone.language
),

fewer_languages AS (
    UPDATE ops.language_frequency AS f
    SET article_count = f.article_count - languages.article_count
    FROM languages
    WHERE f.language = languages.language AND f.article_count > languages.article_count
)

DELETE FROM ops.language_frequency AS f
USING languages
WHERE f.language = languages.language AND f.article_count <= languages.article_count
