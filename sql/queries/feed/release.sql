-- Give feeds back that were claimed and not polled.
UPDATE ops.feed_state AS s
SET lease_token = NULL, lease_owner = NULL, lease_until = NULL
FROM unnest(%(feed_ids)s::integer[], %(tokens)s::uuid[]) AS held (feed_id, token)
WHERE s.feed_id = held.feed_id AND s.lease_token = held.token
