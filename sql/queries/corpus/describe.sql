-- The manifest of a new corpus: what its members say of themselves, and one hash of all of theirs.
WITH counted AS (
    SELECT
        what.facet,
        what.value,
        count(*) AS article_count
    FROM news.corpus_member AS m
    CROSS JOIN LATERAL (
        VALUES
        ('sources', m.source),
        ('languages', m.language),
        ('origins', m.origin),
        ('extractors', m.extractor),
        ('rulesets', m.ruleset),
        ('learned_lines', CASE m.learned_version WHEN '' THEN 'none' ELSE coalesce(m.learned_version, 'unknown') END),
        ('language_detectors', m.language_detector),
        ('date_precisions', coalesce(m.published_precision, 'undated'))
    ) AS what (facet, value)
    WHERE m.corpus_id = %(corpus_id)s
    GROUP BY what.facet, what.value
),

facets AS (
    SELECT jsonb_object_agg(f.facet, f.counts) AS counts
    FROM (
        SELECT
            counted.facet,
            jsonb_object_agg(counted.value, counted.article_count) AS counts
        FROM counted
        GROUP BY counted.facet
    ) AS f
),

summed AS (
    SELECT
        count(*) AS article_count,
        min(left(m.published_local, 10)) FILTER (WHERE char_length(m.published_local) >= 10) AS first_day,
        max(left(m.published_local, 10)) FILTER (WHERE char_length(m.published_local) >= 10) AS last_day,
        count(DISTINCT left(m.published_local, 10)) FILTER (WHERE char_length(m.published_local) >= 10) AS day_count,
        count(*) FILTER (WHERE m.stratum IS NOT NULL) AS sampled_count,
        sha256(string_agg(m.row_sha256, ''::bytea ORDER BY m.position)) AS content_sha256
    FROM news.corpus_member AS m
    WHERE m.corpus_id = %(corpus_id)s
)

UPDATE news.corpus AS c
SET
    article_count = summed.article_count,
    content_sha256 = summed.content_sha256,
    manifest = jsonb_build_object(
        'format', 1,
        'corpus', c.name,
        'query', c.query,
        'note', c.note,
        'frozen_at', to_char(c.frozen_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'frozen_by', c.frozen_by,
        'wireroom', %(code_version)s::text,
        'articles', summed.article_count,
        'sampled', summed.sampled_count,
        'first_day', summed.first_day,
        'last_day', summed.last_day,
        'days', summed.day_count,
        'content_sha256', encode(summed.content_sha256, 'hex')
    ) || facets.counts
FROM summed
CROSS JOIN facets
WHERE c.corpus_id = %(corpus_id)s
RETURNING c.article_count
