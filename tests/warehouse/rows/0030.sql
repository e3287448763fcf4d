INSERT INTO ops.feed_former_address VALUES (sha256('old'), 1, 'https://a.example/old', now());
INSERT INTO ops.hold (reason, detail) VALUES ('person', 'holidays');
