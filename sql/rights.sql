-- Who may do what. Applies after every migration and whenever it changes.
-- The two group roles carry the rights: make login roles and put them IN ROLE wireroom or IN ROLE analyst.
-- Roles belong to the whole server, so a user without CREATEROLE cannot make them: then this says so and goes on.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['wireroom', 'analyst'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION
                WHEN insufficient_privilege THEN
                    RAISE NOTICE 'this user may not create the role %: have it created, then run migrate again', wanted;
                WHEN duplicate_object OR unique_violation THEN
                    NULL;  -- a migration of another database of this server was faster
            END;
        END IF;
    END LOOP;
END
$$;

-- A function is everybody's by default.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA raw, news, mart, ops FROM public;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'wireroom') THEN
        GRANT USAGE ON SCHEMA raw, news, mart, ops TO wireroom;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA raw, news, ops TO wireroom;
        REVOKE DELETE ON news.article, news.article_version, news.removal, ops.run, ops.disposition FROM wireroom;
        -- Only the trigger writes versions, only migrate its ledger.
        REVOKE INSERT, UPDATE ON news.article_version FROM wireroom;
        REVOKE INSERT, UPDATE, DELETE ON ops.migration FROM wireroom;
        GRANT SELECT ON ALL TABLES IN SCHEMA mart TO wireroom;
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA raw, news, ops TO wireroom;
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA raw, news, mart, ops TO wireroom;
        -- What was taken down stays so: a writer notes further addresses of it, the owner decides.
        REVOKE INSERT, UPDATE, DELETE ON ops.takedown FROM wireroom;
        REVOKE UPDATE, DELETE ON ops.taken_down FROM wireroom;
        -- A turn that is gone would be nobody's.
        REVOKE INSERT, UPDATE, DELETE ON ops.turn FROM wireroom;
        EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO wireroom', current_database());
    END IF;
    -- Everybody may make temporary tables by default: a way to write, and to fill the disk.
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM public', current_database());
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'analyst') THEN
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO analyst', current_database());
        GRANT USAGE ON SCHEMA news, mart TO analyst;
        GRANT SELECT ON ALL TABLES IN SCHEMA news, mart TO analyst;
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA mart TO analyst;
        GRANT EXECUTE ON FUNCTION news.public_id(bytea) TO analyst;
        GRANT EXECUTE ON FUNCTION news.text_sha256(text, text, text) TO analyst;
        GRANT EXECUTE ON FUNCTION news.corpus_row_sha256(news.corpus_member, text, text, text) TO analyst;
    END IF;
END
$$;
