"""One function per task: load, call the rooms, save, tally. Knows nothing of Airflow, retries nothing."""
