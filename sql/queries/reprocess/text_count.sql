-- How many articles of a run were cleaned again from their text.
SELECT count(*) AS article_count
FROM ops.disposition
WHERE dag_id = %(dag_id)s AND run_id = %(run_id)s AND left(entry_key, 15) = 'reprocess-text:'
