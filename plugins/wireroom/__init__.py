"""Wireroom pulls news from feeds, archives and seed files, cleans it, tags its language and keeps it in Postgres."""

__version__ = "0.1.0"
