"""Everything on one machine: the embedded Postgres and Airflow under a supervisor."""
