-- When did each article appear, and at whom, as well as can be known?
CREATE OR REPLACE VIEW mart.appearance AS
SELECT
    a.article_id,
    coalesce(g.site, s.name) AS publisher,
    CASE
        WHEN a.published_at IS NOT NULL THEN a.published_at
        WHEN
            a.published_earliest IS NULL
            OR (a.first_seen_at >= a.published_earliest AND a.first_seen_at < a.published_latest)
            THEN a.first_seen_at
        ELSE a.published_earliest + (a.published_latest - a.published_earliest) / 2
    END AS appeared_at,
    a.published_earliest AS earliest,
    CASE
        WHEN a.published_earliest IS NULL THEN a.first_seen_at
        WHEN a.published_at IS NULL AND a.first_seen_at > a.published_earliest
            THEN least(a.published_latest, a.first_seen_at)
        ELSE a.published_latest
    END AS latest,
    a.published_at IS NOT NULL AS is_exact
FROM news.article AS a
INNER JOIN news.source AS s ON a.source_id = s.source_id
LEFT JOIN news.article_signature AS g ON a.article_id = g.article_id;

COMMENT ON VIEW mart.appearance IS 'When did each article appear, and at whom, as well as can be known? It came after earliest and before latest.';
COMMENT ON COLUMN mart.appearance.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.appearance.publisher IS 'Registered domain of its URL; where it has none, what announced it.';
COMMENT ON COLUMN mart.appearance.appeared_at IS 'The stated moment; else when we first saw it, if that is within the stated day or nothing is stated; else the middle of what is stated.';
COMMENT ON COLUMN mart.appearance.earliest IS 'It did not appear before; null where nothing is stated.';
COMMENT ON COLUMN mart.appearance.latest IS 'It had appeared by then: the end of what is stated, or when we saw it.';
COMMENT ON COLUMN mart.appearance.is_exact IS 'A minute and its offset are stated.';

-- Which articles have nearly the same text, why, and which came first by how much?
CREATE OR REPLACE VIEW mart.duplicate AS
SELECT
    r.kind,
    f.article_id AS first_article_id,
    f.publisher AS first_publisher,
    f.display_title AS first_title,
    l.article_id AS later_article_id,
    l.publisher AS later_publisher,
    l.display_title AS later_title,
    r.similarity,
    r.containment,
    r.sentence_share,
    f.appeared_at AS first_appeared_at,
    l.appeared_at - f.appeared_at AS lag,
    l.earliest - f.latest AS lag_least,
    l.latest - f.earliest AS lag_most,
    coalesce(l.earliest >= f.latest, FALSE) AS is_order_certain,
    r.joins_group,
    r.method,
    r.found_at
FROM news.article_relation AS r
INNER JOIN mart.appearance AS one ON r.article_id = one.article_id
INNER JOIN mart.article AS one_text ON r.article_id = one_text.article_id
INNER JOIN mart.appearance AS other ON r.other_id = other.article_id
INNER JOIN mart.article AS other_text ON r.other_id = other_text.article_id
CROSS JOIN LATERAL (VALUES ((one.appeared_at, one.article_id) <= (other.appeared_at, other.article_id))) AS o (is_first)
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN o.is_first THEN one.article_id ELSE other.article_id END AS article_id,
        CASE WHEN o.is_first THEN one.publisher ELSE other.publisher END AS publisher,
        CASE WHEN o.is_first THEN one_text.display_title ELSE other_text.display_title END AS display_title,
        CASE WHEN o.is_first THEN one.appeared_at ELSE other.appeared_at END AS appeared_at,
        CASE WHEN o.is_first THEN one.earliest ELSE other.earliest END AS earliest,
        CASE WHEN o.is_first THEN one.latest ELSE other.latest END AS latest
) AS f
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN o.is_first THEN other.article_id ELSE one.article_id END AS article_id,
        CASE WHEN o.is_first THEN other.publisher ELSE one.publisher END AS publisher,
        CASE WHEN o.is_first THEN other_text.display_title ELSE one_text.display_title END AS display_title,
        CASE WHEN o.is_first THEN other.appeared_at ELSE one.appeared_at END AS appeared_at,
        CASE WHEN o.is_first THEN other.earliest ELSE one.earliest END AS earliest,
        CASE WHEN o.is_first THEN other.latest ELSE one.latest END AS latest
) AS l;

COMMENT ON VIEW mart.duplicate IS 'Which articles have nearly the same text, why, and which came first by how much? One row per pair; mart.shared_sentences shows what they share.';
COMMENT ON COLUMN mart.duplicate.kind IS 'syndicated (two publishers), update (one publisher, the same article again), template (one publisher, one form filled twice: exchange rates, match reports), wall (what a site shows instead of articles).';
COMMENT ON COLUMN mart.duplicate.first_article_id IS 'The one that appeared first, see mart.article.';
COMMENT ON COLUMN mart.duplicate.first_publisher IS 'Its publisher, see mart.appearance.';
COMMENT ON COLUMN mart.duplicate.first_title IS 'Its headline, else the beginning of its text.';
COMMENT ON COLUMN mart.duplicate.later_article_id IS 'The one that appeared later, see mart.article.';
COMMENT ON COLUMN mart.duplicate.later_publisher IS 'Its publisher.';
COMMENT ON COLUMN mart.duplicate.later_title IS 'Its headline, else the beginning of its text.';
COMMENT ON COLUMN mart.duplicate.similarity IS 'Estimated share of common word sequences among all of both texts, 0 to 1.';
COMMENT ON COLUMN mart.duplicate.containment IS 'Estimated share of the shorter text that stands in the longer, 0 to 1.';
COMMENT ON COLUMN mart.duplicate.sentence_share IS 'Share of the long sentences, by letters, of the text with fewer that the other has too.';
COMMENT ON COLUMN mart.duplicate.first_appeared_at IS 'When the first one appeared, see mart.appearance.';
COMMENT ON COLUMN mart.duplicate.lag IS 'How much later the later one appeared, as well as can be known.';
COMMENT ON COLUMN mart.duplicate.lag_least IS 'It was at least that; negative where the order may be the other way round, null where nothing is stated.';
COMMENT ON COLUMN mart.duplicate.lag_most IS 'It was at most that; null where nothing is stated.';
COMMENT ON COLUMN mart.duplicate.is_order_certain IS 'The later one cannot have been the first.';
COMMENT ON COLUMN mart.duplicate.joins_group IS 'The two belong to one group of mart.duplicate_group.';
COMMENT ON COLUMN mart.duplicate.method IS 'Version of the method that found it.';
COMMENT ON COLUMN mart.duplicate.found_at IS 'When.';

-- Which articles are copies of one text, which was first, and how long after it did the others appear?
CREATE OR REPLACE VIEW mart.duplicate_member AS
SELECT
    m.group_id,
    m.article_id,
    p.publisher,
    m.place = 1 AS is_first,
    p.appeared_at,
    p.appeared_at - f.appeared_at AS lag,
    p.earliest - f.latest AS lag_least,
    p.latest - f.earliest AS lag_most
FROM (
    SELECT
        d.group_id,
        d.article_id,
        row_number() OVER earlier AS place,
        first_value(d.article_id) OVER earlier AS first_article_id
    FROM news.duplicate_member AS d
    INNER JOIN mart.appearance AS a ON d.article_id = a.article_id
    INNER JOIN mart.article AS t ON d.article_id = t.article_id
    WINDOW earlier AS (PARTITION BY d.group_id ORDER BY a.appeared_at, d.article_id)
) AS m
INNER JOIN mart.appearance AS p ON m.article_id = p.article_id
INNER JOIN mart.appearance AS f ON m.first_article_id = f.article_id;

COMMENT ON VIEW mart.duplicate_member IS 'Which articles are copies of one text, which was first, and how long after it did the others appear?';
COMMENT ON COLUMN mart.duplicate_member.group_id IS 'See mart.duplicate_group.';
COMMENT ON COLUMN mart.duplicate_member.article_id IS 'See mart.article.';
COMMENT ON COLUMN mart.duplicate_member.publisher IS 'See mart.appearance.';
COMMENT ON COLUMN mart.duplicate_member.is_first IS 'It appeared first, as well as can be known.';
COMMENT ON COLUMN mart.duplicate_member.appeared_at IS 'See mart.appearance.';
COMMENT ON COLUMN mart.duplicate_member.lag IS 'How long after the first one it appeared, as well as can be known.';
COMMENT ON COLUMN mart.duplicate_member.lag_least IS 'It was at least that; negative where it may have been the first itself, null where nothing is stated.';
COMMENT ON COLUMN mart.duplicate_member.lag_most IS 'It was at most that; null where nothing is stated.';

-- Which texts went round, who had each first, and how many followed?
CREATE OR REPLACE VIEW mart.duplicate_group AS
SELECT
    m.group_id,
    (
        SELECT
            CASE
                WHEN bool_or(r.kind = 'wall') THEN 'wall'
                WHEN bool_or(r.kind = 'syndicated') THEN 'syndicated'
                ELSE 'update'
            END
        FROM news.duplicate_member AS d
        INNER JOIN news.article_relation AS r ON d.article_id = r.article_id
        WHERE d.group_id = m.group_id AND r.joins_group
    ) AS kind,
    count(*) AS article_count,
    count(DISTINCT m.publisher) AS publisher_count,
    min(m.article_id) FILTER (WHERE m.is_first) AS first_article_id,
    min(m.publisher) FILTER (WHERE m.is_first) AS first_publisher,
    min(m.appeared_at) AS first_appeared_at,
    max(m.appeared_at) AS last_appeared_at,
    coalesce(bool_and(m.lag_least >= '0'::interval) FILTER (WHERE NOT m.is_first), FALSE)
    AND count(*) FILTER (WHERE NOT m.is_first AND m.lag_least IS NULL) = 0 AS is_first_certain
FROM mart.duplicate_member AS m
GROUP BY m.group_id;

COMMENT ON VIEW mart.duplicate_group IS 'Which texts went round, who had each first, and how many followed?';
COMMENT ON COLUMN mart.duplicate_group.group_id IS 'The smallest article_id of the group; it changes when groups grow together.';
COMMENT ON COLUMN mart.duplicate_group.kind IS 'wall where any pair of it is of a wall, else syndicated where any pair is of two publishers, else update.';
COMMENT ON COLUMN mart.duplicate_group.article_count IS 'Its articles.';
COMMENT ON COLUMN mart.duplicate_group.publisher_count IS 'Their publishers, see mart.appearance.';
COMMENT ON COLUMN mart.duplicate_group.first_article_id IS 'The article that appeared first, as well as can be known.';
COMMENT ON COLUMN mart.duplicate_group.first_publisher IS 'Its publisher.';
COMMENT ON COLUMN mart.duplicate_group.first_appeared_at IS 'When.';
COMMENT ON COLUMN mart.duplicate_group.last_appeared_at IS 'When the last one appeared.';
COMMENT ON COLUMN mart.duplicate_group.is_first_certain IS 'None of the others can have been the first.';

-- Who copies whom? Counted are texts: where a publisher had one several times its first one counts.
CREATE OR REPLACE VIEW mart.copying AS
SELECT
    c.first_publisher,
    c.later_publisher,
    count(*) AS text_count,
    count(*) FILTER (WHERE c.is_order_certain) AS certain_count,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY c.lag) AS median_lag
FROM (
    SELECT DISTINCT ON (m.group_id, m.publisher)
        g.first_publisher,
        m.publisher AS later_publisher,
        m.lag,
        coalesce(m.lag_least >= '0'::interval, FALSE) AS is_order_certain
    FROM mart.duplicate_member AS m
    INNER JOIN mart.duplicate_group AS g ON m.group_id = g.group_id
    WHERE g.kind = 'syndicated' AND m.publisher <> g.first_publisher
    ORDER BY m.group_id, m.publisher, m.lag, m.article_id
) AS c
GROUP BY c.first_publisher, c.later_publisher;

COMMENT ON VIEW mart.copying IS 'Who copies whom? Texts that one publisher had first and another later; both may have them from an agency that we do not read.';
COMMENT ON COLUMN mart.copying.first_publisher IS 'Who had the texts first, see mart.appearance.';
COMMENT ON COLUMN mart.copying.later_publisher IS 'Who had them later.';
COMMENT ON COLUMN mart.copying.text_count IS 'How many texts.';
COMMENT ON COLUMN mart.copying.certain_count IS 'Of these, where the order is beyond doubt.';
COMMENT ON COLUMN mart.copying.median_lag IS 'Median of how much later.';
