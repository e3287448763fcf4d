-- Under which terms the pages of these feeds are used, and what is known of their texts.
SELECT
    f.feed_id,
    f.on_noarchive,
    f.on_reservation,
    f.publisher_zone,
    s.robots,
    s.text_sample_count
FROM ops.feed AS f
INNER JOIN ops.feed_state AS s ON f.feed_id = s.feed_id
WHERE f.feed_id = any(%(feed_ids)s)
