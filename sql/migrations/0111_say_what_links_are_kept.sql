-- Why: what no address could be made of was dropped, so that nobody could see what an entry without a link had linked to.
COMMENT ON COLUMN raw.entry.link IS 'Its link, absolute; as it was stated where no address to fetch could be made of it.';
