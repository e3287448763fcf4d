-- How is an article cited? What is not known is left out, a missing date is said, and a text without a headline goes by
-- its beginning in square brackets.
CREATE OR REPLACE FUNCTION mart.citation(
    authors text[], title text, display_title text, publication text, published_local text, url text,
    public_id text, version integer
) RETURNS text
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
SELECT
    coalesce(nullif(array_to_string(authors, '; '), '') || '. ', '')
    || CASE
        WHEN title IS NOT NULL THEN '“' || regexp_replace(title, '\s+', ' ', 'g') || '”. '
        WHEN display_title IS NOT NULL THEN '[' || regexp_replace(display_title, '\s+', ' ', 'g') || ']. '
        ELSE ''
    END
    || publication || ', ' || coalesce(left(published_local, 10), 'undated') || '. '
    || coalesce(url || ' ', '')
    || '(' || public_id || ', version ' || version || ')'
$$;
COMMENT ON FUNCTION mart.citation(text[], text, text, text, text, text, text, integer) IS
'An article as a reference: authors, headline, site or source, day as stated, URL, public id and version.';
