-- Why: pictures and videos are part of an article, but not of its text.
CREATE TABLE news.media (
    article_id bigint NOT NULL,
    version integer NOT NULL,
    position integer NOT NULL,
    kind text NOT NULL,
    url text NOT NULL,
    caption text,
    CONSTRAINT media_pkey PRIMARY KEY (article_id, version, position),
    CONSTRAINT media_has_an_article FOREIGN KEY (article_id) REFERENCES news.article (article_id),
    CONSTRAINT media_url_is_at_most_8192_bytes CHECK (octet_length(url) <= 8192)
);
COMMENT ON TABLE news.media IS 'Pictures, videos and frames inside the articles, of superseded versions too.';
COMMENT ON COLUMN news.media.article_id IS 'See news.article.';
COMMENT ON COLUMN news.media.version IS 'The version of the article it stood in.';
COMMENT ON COLUMN news.media.position IS 'Number in reading order, from 0.';
COMMENT ON COLUMN news.media.kind IS 'image, video, or embed: a frame of another site that is no known player.';
COMMENT ON COLUMN news.media.url IS 'Of the picture, the video or its player.';
COMMENT ON COLUMN news.media.caption IS 'The caption it has, else what the page says instead of the picture; null where there is neither.';
