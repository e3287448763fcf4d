-- Are the tables there that `migration/has_rows` asks?
SELECT
    to_regclass('news.article') IS NOT NULL
    AND to_regclass('raw.page') IS NOT NULL
    AND to_regclass('ops.run') IS NOT NULL AS tables_exist
