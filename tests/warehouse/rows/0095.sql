UPDATE news.language SET ts_config = 'pg_catalog.simple' WHERE language = 'pl';
DELETE FROM ops.outbox;
