-- Why: whether an article can be read for free, and where it stands in other languages, is stated on its page.
ALTER TABLE news.article ADD COLUMN is_accessible_for_free boolean;
ALTER TABLE news.article ADD COLUMN alternates jsonb NOT NULL DEFAULT '{}';
ALTER TABLE news.article ADD CONSTRAINT article_alternates_are_an_object CHECK (jsonb_typeof(alternates) = 'object');
COMMENT ON COLUMN news.article.is_accessible_for_free IS 'As the page states it (schema.org isAccessibleForFree); null where it does not.';
COMMENT ON COLUMN news.article.alternates IS 'The same article in other languages as the page links to it (hreflang): {"de": "https://..."}.';
