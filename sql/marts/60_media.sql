-- Which pictures and videos do the articles show?
CREATE OR REPLACE VIEW mart.media AS
SELECT
    a.article_id,
    a.source,
    a.language,
    a.display_title,
    m.position,
    m.kind,
    m.url,
    m.caption
FROM mart.article AS a
INNER JOIN news.media AS m ON a.article_id = m.article_id AND a.version = m.version;

COMMENT ON VIEW mart.media IS 'Which pictures and videos do the newest versions of the articles show?';
COMMENT ON COLUMN mart.media.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.media.source IS 'What announced the article.';
COMMENT ON COLUMN mart.media.language IS 'Language of the article.';
COMMENT ON COLUMN mart.media.display_title IS 'Title of the article, else the beginning of its text.';
COMMENT ON COLUMN mart.media.position IS 'Number in reading order, from 0.';
COMMENT ON COLUMN mart.media.kind IS 'image, video, or embed: a frame of another site that is no known player.';
COMMENT ON COLUMN mart.media.url IS 'Of the picture, the video or its player.';
COMMENT ON COLUMN mart.media.caption IS 'The caption it has, else what the page says instead of the picture.';
