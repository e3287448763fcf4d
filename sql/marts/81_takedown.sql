-- Which articles are no longer there because they were taken down, and when?
CREATE OR REPLACE VIEW mart.taken_down AS
SELECT
    d.article_id,
    t.kind,
    min(d.erased_at) AS erased_at
FROM ops.taken_down AS d
INNER JOIN ops.takedown AS t ON d.takedown_id = t.takedown_id
WHERE d.article_id IS NOT NULL
GROUP BY d.article_id, t.kind;

COMMENT ON VIEW mart.taken_down IS 'Which articles are no longer there because they were taken down, and when? The declared gaps of whoever kept their numbers.';
COMMENT ON COLUMN mart.taken_down.article_id IS 'The number it had; no other article gets it.';
COMMENT ON COLUMN mart.taken_down.kind IS 'url (this article), source (all of its source), period (the articles of some days).';
COMMENT ON COLUMN mart.taken_down.erased_at IS 'When its text was erased; null while that goes on.';
