-- The terms of one feed; what is null stays as it is.
UPDATE ops.feed
SET
    on_noarchive = coalesce(%(on_noarchive)s, on_noarchive),
    on_reservation = coalesce(%(on_reservation)s, on_reservation),
    obeys_robots = coalesce(%(obeys_robots)s, obeys_robots),
    patience = coalesce(%(patience)s, patience),
    revisit_hours = coalesce(%(revisit_hours)s, revisit_hours),
    revisits_per_day = coalesce(%(revisits_per_day)s, revisits_per_day),
    publisher_zone = coalesce(%(publisher_zone)s, publisher_zone),
    connection_id = coalesce(%(connection_id)s, connection_id),
    updated_at = now()
WHERE feed_key = %(key)s
