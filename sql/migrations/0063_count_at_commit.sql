-- Why: a takedown takes back what a person said of an article, and the article, in one transaction. Told at its end, there
-- is nothing left to count anew.
DROP TRIGGER tell_counts ON news.override;
CREATE CONSTRAINT TRIGGER tell_counts AFTER INSERT OR UPDATE OR DELETE ON news.override
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION news.tell_counts();
