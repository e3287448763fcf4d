-- Addresses that feeds were noted to use more than once.
WITH said AS (
    SELECT
        s.feed_id,
        array_agg(r.guid) || array_agg(r.link) || array_agg(r.url) AS names
    FROM ops.sighting AS s
    INNER JOIN raw.entry AS r ON s.entry_key_hash = r.entry_key_hash
    WHERE s.url_key_hash = any(%(url_key_hashes)s::bytea[])
    GROUP BY s.feed_id
),

kept AS (
    SELECT
        f.feed_id,
        array(SELECT name FROM unnest(f.reused_guids) AS name WHERE name <> all(array_remove(said.names, NULL))) AS guids,
        array(SELECT name FROM unnest(f.reused_links) AS name WHERE name <> all(array_remove(said.names, NULL))) AS links,
        array(
            SELECT name FROM unnest(f.reused_fragments) AS name WHERE name <> all(array_remove(said.names, NULL))
        ) AS fragments
    FROM said
    INNER JOIN ops.feed_state AS f ON said.feed_id = f.feed_id
    WHERE f.reused_guids && said.names OR f.reused_links && said.names OR f.reused_fragments && said.names
)

UPDATE ops.feed_state AS f
SET
    reused_guids = kept.guids,
    reused_links = kept.links,
    reused_fragments = kept.fragments
FROM kept
WHERE f.feed_id = kept.feed_id
