UPDATE news.article SET alternates = '{"de": "https://a.example/de"}' WHERE article_id = 2;
