-- What a list says of a feed that is known. What the list leaves out stays as it is.
UPDATE ops.feed AS f
SET
    url = %(url)s,
    url_shown = %(url_shown)s,
    title = coalesce(%(title)s, f.title),
    site_url = coalesce(%(site_url)s, f.site_url),
    language = coalesce(%(language)s, f.language),
    country = coalesce(%(country)s, f.country),
    publisher = coalesce(%(publisher)s, f.publisher),
    publisher_zone = coalesce(%(publisher_zone)s, f.publisher_zone),
    category = coalesce(%(category)s, f.category),
    connection_id = coalesce(%(connection_id)s, f.connection_id),
    updated_at = now()
WHERE
    f.feed_key = %(key)s
    AND (
        f.url, f.title, f.site_url, f.language, f.country, f.publisher, f.publisher_zone, f.category, f.connection_id
    ) IS DISTINCT FROM (
        %(url)s,
        coalesce(%(title)s, f.title),
        coalesce(%(site_url)s, f.site_url),
        coalesce(%(language)s, f.language),
        coalesce(%(country)s, f.country),
        coalesce(%(publisher)s, f.publisher),
        coalesce(%(publisher_zone)s, f.publisher_zone),
        coalesce(%(category)s, f.category),
        coalesce(%(connection_id)s, f.connection_id)
    )
