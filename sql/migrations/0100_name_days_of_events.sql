-- Why: reports of other events of one man in one place were joined: his full name counted as two marks and the city with
-- its country as two more; and attacks on one city on two days were one event. Names are now kept together, and the day.
ALTER TABLE news.article_anchor
ADD COLUMN groups smallint[] NOT NULL DEFAULT '{}',
ADD COLUMN weekday smallint,
ADD CONSTRAINT article_anchor_groups_are_of_keys CHECK (cardinality(groups) IN (0, cardinality(keys))),
ADD CONSTRAINT article_anchor_weekday_is_one CHECK (weekday BETWEEN 1 AND 7);
ALTER TABLE news.article_anchor ALTER COLUMN groups SET STATISTICS 0;
COMMENT ON COLUMN news.article_anchor.groups IS 'For each key a number that it has in common with all that stand in one name with it, such as first name and surname; empty where an earlier method read it.';
COMMENT ON COLUMN news.article_anchor.weekday IS 'The day of the week that the text names first, 1 is Monday: mostly that of the event; null where it names none.';
COMMENT ON COLUMN news.event_member.strength IS 'Of that link: 1 is the least that links, 1.3 where the day of one is not known (1.15 by the method anchors 1).';
COMMENT ON COLUMN news.event_member.shared_idf IS 'How rare these are together: the sum of their inverse document frequencies, of each name its rarest part only, without the countries of shared cities (anchors 1: all of them).';

-- What the earlier method read is read again, and its events are looked at anew.
INSERT INTO ops.outbox (reader, article_id)
SELECT
    'events',
    article_id
FROM news.article_anchor
ON CONFLICT (reader, article_id) DO NOTHING;
