-- Entries whose text in the feed was held against the text of their page.
UPDATE ops.feed_state
SET
    text_sample_count = text_sample_count + %(samples)s,
    text_whole_count = text_whole_count + %(whole)s
WHERE feed_id = %(feed_id)s
