"""How entries are found: seed files now; feeds, sitemaps and archives later."""
