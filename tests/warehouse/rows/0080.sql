INSERT INTO ops.takedown (kind, host, url_key_hash, reason, decided_by, decided_at)
VALUES ('url', 'b.example', sha256('gone'), 'a court', 'ann', '2026-01-02T03:04:05Z');
INSERT INTO ops.taken_down SELECT sha256('gone'), takedown_id, 77, now() FROM ops.takedown;
