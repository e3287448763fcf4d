"""Rows to files: Parquet and CSV, the same bytes for the same rows. Knows nothing of the warehouse."""
