INSERT INTO news.media VALUES (1, 1, 0, 'image', 'https://a.example/1.jpg', 'A ferry');
