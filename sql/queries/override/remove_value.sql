-- Take a person's word back, on one field or on all.
DELETE FROM news.override
WHERE url_key_hash = %(url_key_hash)s AND (%(field)s::text IS NULL OR field = %(field)s::text)
