"""From a page to an article: extract, clean, tag, date. Pure: no clock, no network, no database."""
