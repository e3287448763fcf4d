"""The glue between Airflow and the library: connection, retry policy, preload."""
