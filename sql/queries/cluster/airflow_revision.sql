-- The revision of Airflow's metadata schema; no row where it was never migrated.
SELECT version_num
FROM public.alembic_version
LIMIT 1
