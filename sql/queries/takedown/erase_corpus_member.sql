-- The members of corpora that are these articles: what is left says that there was one, of which source, language and day.
UPDATE news.corpus_member
SET
    is_taken_down = TRUE,
    url = NULL,
    section = NULL,
    authors = '{}',
    display_title = NULL,
    body_kinds = NULL,
    published_raw = NULL,
    stratum = NULL, -- whatever a query said, the text of the article perhaps
    row_sha256 = NULL
WHERE article_id = ANY(%(article_ids)s) AND NOT is_taken_down
