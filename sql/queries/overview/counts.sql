-- How much is stored, in the order a reader asks.
SELECT
    (SELECT count(*) FROM news.article) AS articles,
    (SELECT count(*) FROM news.article WHERE origin = 'demo') AS demo_articles,
    (SELECT count(DISTINCT language) FROM news.article) AS languages,
    (SELECT count(*) FROM news.article_version) AS earlier_versions,
    (SELECT count(*) FROM news.removal WHERE NOT moved) AS removed_pieces,
    (SELECT count(*) FROM raw.page) AS pages,
    (SELECT count(*) FROM ops.disposition) AS dispositions
