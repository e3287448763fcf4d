-- Which days are there from a day to a day, both included?
-- A range without an end would fill the disk with temporary files before anybody's patience is over.
CREATE OR REPLACE FUNCTION mart.days(since date, until date) RETURNS SETOF date
LANGUAGE plpgsql
IMMUTABLE STRICT PARALLEL SAFE
ROWS 366
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    most constant integer := 36525;
BEGIN
    IF NOT (isfinite(since) AND isfinite(until)) OR until - since >= most THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('from %s to %s are too many days: at most %s, a hundred years', since, until, most);
    END IF;
    RETURN QUERY SELECT since + n FROM generate_series(0, until - since) AS n;
END
$$;
COMMENT ON FUNCTION mart.days(date, date) IS 'Which days are there from a day to a day, both included? At most a hundred years of them; none where one of the two is NULL or they stand the other way round.';
