-- The revision of Airflow's metadata schema; no row where it was never migrated.
SELECT version_num
FROM public.alembic_version
ORDER BY version_num
LIMIT 1
