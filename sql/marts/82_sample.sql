-- Which articles would a fair draw take, the same ones for whoever draws again?
-- Chance is a hash of seed and public id: it depends neither on our numbers nor on the order in which articles came, so
-- another warehouse with the same articles draws the same sample.
CREATE OR REPLACE FUNCTION mart.sample(
    n integer, per text[] DEFAULT '{}', seed bigint DEFAULT 1, allocation text DEFAULT 'equal',
    among bigint[] DEFAULT NULL
) RETURNS TABLE (
    article_id bigint, public_id text, version integer, stratum text[], stratum_size bigint, weight double precision
)
LANGUAGE plpgsql
STABLE
AS $$
#variable_conflict use_column
DECLARE
    unknown text;
    facets text;
BEGIN
    IF n IS NULL OR n < 0 THEN
        RAISE EXCEPTION 'mart.sample: n is how many articles to draw, not %', coalesce(n::text, 'NULL')
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF coalesce(allocation, '') NOT IN ('equal', 'proportional') THEN
        RAISE EXCEPTION 'mart.sample: allocation is equal or proportional, not %', coalesce(allocation, 'NULL')
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    WITH known (facet, expression) AS (
        VALUES
        ('language', 'a.language'),
        ('source', 'a.source'),
        ('site_name', 'a.site_name'),
        ('section', 'a.section'),
        ('script', 'a.script'),
        ('origin', 'a.origin'),
        ('published_precision', 'a.published_precision'),
        ('day', 'CASE WHEN char_length(a.published_local) >= 10 THEN left(a.published_local, 10) END'),
        ('month', 'CASE WHEN char_length(a.published_local) >= 7 THEN left(a.published_local, 7) END'),
        ('year', 'left(a.published_local, 4)')
    )
    SELECT
        string_agg(known.expression, ', ' ORDER BY asked.place),
        string_agg(coalesce(asked.facet, 'NULL'), ', ' ORDER BY asked.place) FILTER (WHERE known.facet IS NULL)
            || ' (known are ' || (SELECT string_agg(k.facet, ', ') FROM known AS k) || ')'
    INTO facets, unknown
    FROM unnest(per) WITH ORDINALITY AS asked (facet, place)
    LEFT JOIN known ON asked.facet = known.facet;
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION 'mart.sample: articles cannot be told apart per %', unknown
            USING ERRCODE = 'invalid_parameter_value';
    END IF;

    RETURN QUERY EXECUTE format(
        $query$
        WITH frame AS (
            SELECT
                a.article_id,
                a.public_id,
                a.version,
                ARRAY[%s]::text[] AS stratum,
                sha256(convert_to($1 || ':' || a.public_id, 'UTF8')) AS chance
            FROM mart.article AS a
            WHERE $2 IS NULL OR a.article_id = ANY($2)
        ),

        placed AS (
            SELECT
                f.*,
                row_number() OVER (PARTITION BY f.stratum ORDER BY f.chance) AS place
            FROM frame AS f
        ),

        sizes AS (
            SELECT
                s.*,
                least($3, sum(s.size) OVER ()) * s.size / sum(s.size) OVER () AS quota,
                sha256(convert_to($1 || ':' || s.stratum::text, 'UTF8')) AS chance
            FROM (SELECT f.stratum, count(*) AS size FROM frame AS f GROUP BY f.stratum) AS s
        ),

        -- Largest remainders: whole shares first, the rest to those who lost most by rounding.
        shares AS (
            SELECT
                s.stratum,
                s.size,
                floor(s.quota) + (
                    row_number() OVER (ORDER BY s.quota - floor(s.quota) DESC, s.chance)
                    <= sum(s.quota) OVER () - sum(floor(s.quota)) OVER ()
                )::integer AS share
            FROM sizes AS s
        ),

        -- Equal: one of each stratum, then a second of each, until n are drawn or all strata are used up.
        turns AS (
            SELECT
                p.*,
                h.size,
                CASE
                    WHEN $4 = 'equal' THEN row_number() OVER (ORDER BY p.place, p.chance) <= $3
                    ELSE p.place <= h.share
                END AS is_drawn
            FROM placed AS p
            INNER JOIN shares AS h ON p.stratum = h.stratum
        )

        SELECT
            t.article_id,
            t.public_id,
            t.version,
            t.stratum,
            t.size,
            t.size::double precision / count(*) OVER (PARTITION BY t.stratum)
        FROM turns AS t
        WHERE t.is_drawn
        ORDER BY t.public_id
        $query$,
        coalesce(facets, '')
    )
    USING seed::text, among, n, allocation;
END
$$;
COMMENT ON FUNCTION mart.sample(integer, text[], bigint, text, bigint[]) IS
'Draws n articles of mart.article (or among some), in strata per language, source, site_name, section, script, origin, published_precision, day, month or year (null: not stated). allocation: equal gives every stratum the same number as far as it has articles, a larger n then holds the smaller sample; proportional gives by size. The same seed draws the same articles in every warehouse that holds the same. weight: articles of the stratum per article drawn from it.';
