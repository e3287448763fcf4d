-- Which events are reported, by how many voices, in which languages, and what are they about?
CREATE OR REPLACE VIEW mart.event AS
SELECT
    e.event_id,
    (array_agg(a.display_title ORDER BY a.published_earliest NULLS LAST, a.article_id))[1] AS headline,
    e.first_at,
    e.last_at,
    count(*) AS article_count,
    count(DISTINCT coalesce(d.group_id::text, encode(a.content_sha256, 'hex'))) AS voice_count,
    count(DISTINCT a.source_id) AS source_count,
    array_agg(DISTINCT a.language) AS languages,
    e.method,
    e.made_at
FROM news.event AS e
INNER JOIN news.event_member AS m ON e.event_id = m.event_id
INNER JOIN news.article AS a ON m.article_id = a.article_id
LEFT JOIN news.duplicate_member AS d ON a.article_id = d.article_id
WHERE EXISTS (SELECT FROM mart.article AS shown WHERE shown.article_id = a.article_id)
GROUP BY e.event_id
HAVING count(DISTINCT coalesce(d.group_id::text, encode(a.content_sha256, 'hex'))) > 1;

COMMENT ON VIEW mart.event IS 'EXPERIMENTAL. Which events are reported, when, by how many voices and in which languages? Events with two voices or more; may be wrong, and may change with the method.';
COMMENT ON COLUMN mart.event.event_id IS 'Its number: stays when articles come, leave or change, and leads on when events are merged, see mart.event_redirect.';
COMMENT ON COLUMN mart.event.headline IS 'Headline of the article published first.';
COMMENT ON COLUMN mart.event.first_at IS 'First instant at which its first article may have been published; null where no article says.';
COMMENT ON COLUMN mart.event.last_at IS 'Last instant at which its last article may have been.';
COMMENT ON COLUMN mart.event.article_count IS 'Articles that report it.';
COMMENT ON COLUMN mart.event.voice_count IS 'Voices among them: near copies of one text (see mart.duplicate_group) are one.';
COMMENT ON COLUMN mart.event.source_count IS 'Sources that announced them.';
COMMENT ON COLUMN mart.event.languages IS 'Languages they are in.';
COMMENT ON COLUMN mart.event.method IS 'Version of the method that made it.';
COMMENT ON COLUMN mart.event.made_at IS 'When it was found.';

CREATE OR REPLACE VIEW mart.event_article AS
SELECT
    m.event_id,
    m.article_id,
    a.source,
    a.language,
    a.display_title,
    a.url,
    a.published_at,
    a.published_earliest,
    a.published_latest,
    x.window_kind,
    array(
        SELECT x.labels[own.place]
        FROM unnest(x.keys) WITH ORDINALITY AS own (key, place)
        WHERE left(own.key, 1) IN ('c', 'g')
        ORDER BY -x.counts[own.place], own.place -- noqa: RF01
    ) AS places,
    array(
        SELECT x.labels[own.place]
        FROM unnest(x.keys) WITH ORDINALITY AS own (key, place)
        WHERE left(own.key, 1) = 'n'
        ORDER BY -x.counts[own.place], own.place -- noqa: RF01
    ) AS names,
    array(
        SELECT x.labels[own.place]
        FROM unnest(x.keys) WITH ORDINALITY AS own (key, place)
        WHERE left(own.key, 1) = 'd'
        ORDER BY -x.counts[own.place], own.place -- noqa: RF01
    ) AS numbers,
    m.linked_article_id,
    m.strength,
    m.average_strength,
    m.anchor_cosine,
    m.stem_cosine,
    m.shared_idf,
    array(
        SELECT x.labels[array_position(x.keys, shared.key)]
        FROM unnest(m.shared_keys) WITH ORDINALITY AS shared (key, place)
        WHERE shared.key = any(x.keys)
        ORDER BY shared.place
    ) AS shared,
    m.counted_articles,
    m.method,
    m.linked_at,
    x.weekday
FROM news.event_member AS m
INNER JOIN mart.article AS a ON m.article_id = a.article_id
INNER JOIN news.article_anchor AS x ON m.article_id = x.article_id
INNER JOIN mart.event AS e ON m.event_id = e.event_id;

COMMENT ON VIEW mart.event_article IS 'EXPERIMENTAL. Which articles report the same event, in whatever language, and what speaks for it? One row per article of an event that two voices or more report; may be wrong, and may change with the method.';
COMMENT ON COLUMN mart.event_article.event_id IS 'The event; a number kept from an earlier day may since lead elsewhere, see mart.event_redirect.';
COMMENT ON COLUMN mart.event_article.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.event_article.source IS 'What announced the article first.';
COMMENT ON COLUMN mart.event_article.language IS 'Language of the article.';
COMMENT ON COLUMN mart.event_article.display_title IS 'Its headline, else the beginning of its text.';
COMMENT ON COLUMN mart.event_article.url IS 'URL as announced; null where there was none.';
COMMENT ON COLUMN mart.event_article.published_at IS 'The exact moment, only where minute and offset are known.';
COMMENT ON COLUMN mart.event_article.published_earliest IS 'First instant its date may mean.';
COMMENT ON COLUMN mart.event_article.published_latest IS 'End of the instants its date may mean.';
COMMENT ON COLUMN mart.event_article.window_kind IS 'What was known of its day: stated, discovered (no date, but a feed announced it just then), coarse (month or year), open (nothing). The last two take stronger evidence.';
COMMENT ON COLUMN mart.event_article.places IS 'Countries and cities it names, in English, the most frequent first.';
COMMENT ON COLUMN mart.event_article.names IS 'Other names in it, as it first writes them; in some languages common nouns and parts of names are among them.';
COMMENT ON COLUMN mart.event_article.numbers IS 'Numbers in it, of two digits or more, years aside.';
COMMENT ON COLUMN mart.event_article.linked_article_id IS 'The article its strongest link led to; null for the one the event began with.';
COMMENT ON COLUMN mart.event_article.strength IS 'Of that link: 1 is the least that links; 1.3 where the day of one is not known. Halved where the two name different days.';
COMMENT ON COLUMN mart.event_article.average_strength IS 'Mean strength towards the last ten members when it joined.';
COMMENT ON COLUMN mart.event_article.anchor_cosine IS 'Likeness of places, names and numbers, 0 to 1, rare ones counting more.';
COMMENT ON COLUMN mart.event_article.stem_cosine IS 'Likeness of the words; null across languages.';
COMMENT ON COLUMN mart.event_article.shared_idf IS 'How rare is together what they share, each name counted once, and no country beside its city.';
COMMENT ON COLUMN mart.event_article.shared IS 'What they share, the rarest first: places in English, names and numbers as this article writes them.';
COMMENT ON COLUMN mart.event_article.counted_articles IS 'How many articles rarity was measured on at that time.';
COMMENT ON COLUMN mart.event_article.method IS 'Version of the method that linked it.';
COMMENT ON COLUMN mart.event_article.linked_at IS 'When it was linked.';
COMMENT ON COLUMN mart.event_article.weekday IS 'The day of the week it names first, 1 is Monday: mostly that of the event; null where it names none.';

CREATE OR REPLACE VIEW mart.event_redirect AS
SELECT
    event_id AS former_event_id,
    into_event_id AS event_id,
    merged_at
FROM news.event_redirect;

COMMENT ON VIEW mart.event_redirect IS 'EXPERIMENTAL. Where do numbers of events lead that were merged into another?';
COMMENT ON COLUMN mart.event_redirect.former_event_id IS 'A number that is no longer in use.';
COMMENT ON COLUMN mart.event_redirect.event_id IS 'The event to look at, always in one step.';
COMMENT ON COLUMN mart.event_redirect.merged_at IS 'Since when.';
