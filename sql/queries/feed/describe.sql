-- What a feed says of itself, as the last document that could be read has it.
UPDATE ops.feed_state
SET
    kind = %(kind)s,
    format_version = %(format_version)s,
    stated_title = %(stated_title)s,
    stated_language = %(stated_language)s,
    site_link = %(site_link)s,
    self_link = %(self_link)s,
    next_link = %(next_link)s,
    hubs = %(hubs)s,
    robots = %(robots)s,
    reused_guids = %(reused_guids)s,
    reused_links = %(reused_links)s,
    reused_fragments = %(reused_fragments)s
WHERE
    feed_id = %(feed_id)s
    AND (
        kind, format_version, stated_title, stated_language, site_link, self_link, next_link, hubs, robots,
        reused_guids, reused_links, reused_fragments
    ) IS DISTINCT FROM (
        %(kind)s, %(format_version)s, %(stated_title)s, %(stated_language)s, %(site_link)s, %(self_link)s,
        %(next_link)s, %(hubs)s, %(robots)s, %(reused_guids)s, %(reused_links)s, %(reused_fragments)s
    )
