-- Why: `metadata` and `skip` in the terms of a feed ended with the same word, so that nobody could ask for the articles
-- of which what was announced is kept.
UPDATE ops.disposition
SET reason = 'metadata_only'
WHERE
    outcome = 'rejected'
    AND reason = 'reserved'
    AND detail LIKE '%: what its feed said of it is kept, see the terms of its feed';
