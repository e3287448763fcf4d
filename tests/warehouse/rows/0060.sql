UPDATE news.article SET lead = 'In short' WHERE article_id = 3;
