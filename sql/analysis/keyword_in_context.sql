-- In what company does a word stand?
--
-- Columns: the word as it stands, with what is before and after it; one row per place, newest articles first.
-- Beware: only this form of the word, capitals aside; harbour* finds harbours too. In scripts without spaces the characters
-- are found wherever they stand. Only articles that refresh_marts has indexed.
\set word harbour*
\set language en
\set width 30
\set top 10
SELECT
    k.published_local AS published,
    lpad(k.before, :width) AS before,
    k.hit,
    k.after
FROM mart.kwic(:'word', :'language', :width, top => :top) AS k;
