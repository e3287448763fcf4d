-- Why: everybody may take an advisory lock, analysts too, and keep it for as long as a session is open: one of them could
-- stop loads, relating and takedowns by a number. Rows and tables of this schema only those can lock who have rights here.
CREATE TABLE ops.turn (
    work text NOT NULL,
    slot smallint NOT NULL,
    CONSTRAINT turn_pkey PRIMARY KEY (work, slot)
);
COMMENT ON TABLE ops.turn IS 'What only one transaction at a time may do: it locks the row, and never changes it. See ops.take_turn.';
COMMENT ON COLUMN ops.turn.work IS 'What is done: run (the loads of one DAG run), duplicates, events, observations, partitions.';
COMMENT ON COLUMN ops.turn.slot IS 'Of run: the low byte of the hash of its name; two runs that meet in one take turns as well. Else 0.';
INSERT INTO ops.turn (work, slot)
SELECT 'run', slot FROM generate_series(0, 255) AS slot
UNION ALL
SELECT work, 0 FROM unnest(ARRAY['duplicates', 'events', 'observations', 'partitions']) AS work;

CREATE TABLE ops.takedown_gate (
    nothing boolean,
    CONSTRAINT takedown_gate_is_empty CHECK (FALSE)
);
COMMENT ON TABLE ops.takedown_gate IS 'Always empty: it is there to be locked, by ops.hold_takedowns_back and ops.wait_for_writers.';
COMMENT ON COLUMN ops.takedown_gate.nothing IS 'Nothing.';

CREATE FUNCTION ops.take_turn(work text, called text DEFAULT '') RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM FROM ops.turn AS t
    WHERE t.work = take_turn.work AND t.slot = CASE WHEN called = '' THEN 0 ELSE hashtextextended(called, 0) & 255 END
    FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ops.turn has no row for %', work USING ERRCODE = 'no_data_found';
    END IF;
END
$$;
COMMENT ON FUNCTION ops.take_turn(text, text) IS 'Waits until no other transaction does this work (of what is called so), and keeps all others waiting until the end of this one.';

-- ROW SHARE and EXCLUSIVE shut each other out; reading the table, as a dump does, neither.
CREATE FUNCTION ops.hold_takedowns_back() RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    LOCK TABLE ops.takedown_gate IN ROW SHARE MODE;
END
$$;
COMMENT ON FUNCTION ops.hold_takedowns_back() IS 'Waits for a takedown that erases, and lets none begin until the end of this transaction, which writes what is made of texts.';

CREATE FUNCTION ops.wait_for_writers() RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    LOCK TABLE ops.takedown_gate IN EXCLUSIVE MODE;
END
$$;
COMMENT ON FUNCTION ops.wait_for_writers() IS 'Waits for all that hold takedowns back, and lets none begin until the end of this transaction, which erases.';

-- As before, but for the lock.
CREATE OR REPLACE FUNCTION ops.ensure_partitions(months_ahead integer) RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
    parent text[];
    month date;
    made integer := 0;
    partition_name text;
BEGIN
    FOREACH parent SLICE 1 IN ARRAY ARRAY[['raw', 'page'], ['raw', 'entry'], ['ops', 'poll'], ['ops', 'page_fetch']] LOOP
        FOR month IN
            SELECT generate_series(
                date_trunc('month', clock_timestamp()),
                date_trunc('month', clock_timestamp()) + make_interval(months => months_ahead),
                '1 month'
            )::date
        LOOP
            partition_name := parent[2] || '_' || to_char(month, 'YYYY_MM');
            IF to_regclass(parent[1] || '.' || partition_name) IS NULL THEN
                PERFORM ops.take_turn('partitions');
                IF to_regclass(parent[1] || '.' || partition_name) IS NULL THEN
                    EXECUTE format(
                        'CREATE TABLE %I.%I PARTITION OF %I.%I FOR VALUES FROM (%L) TO (%L)',
                        parent[1], partition_name, parent[1], parent[2],
                        month::timestamptz, (month + interval '1 month')::timestamptz
                    );
                    EXECUTE format(
                        'COMMENT ON TABLE %I.%I IS %L',
                        parent[1], partition_name, 'Rows of ' || to_char(month, 'YYYY-MM') || '.'
                    );
                    made := made + 1;
                END IF;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END
$$;
