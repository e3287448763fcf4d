-- Rebuild news.learned_line for some sources from the lines of all their articles: a pure function of what is stored, so
-- that running it again changes nothing. Near-duplicates count as one text. A line that recurs widely does not count as a
-- neighbour or as the end of a text, or the lines of one wall would hide each other. Decisions of people are kept, with
-- the evidence of today.
WITH newest AS (
    SELECT
        l.source_id,
        max(l.day) AS day
    FROM news.article_line AS l
    WHERE l.source_id = any(%(source_ids)s::integer[])
    GROUP BY l.source_id
),

article AS (
    SELECT
        l.*,
        coalesce(d.group_id, l.article_id) AS text_id,
        count(*) OVER (PARTITION BY l.source_id) AS source_article_count
    FROM news.article_line AS l
    INNER JOIN newest AS n ON l.source_id = n.source_id
    LEFT JOIN news.duplicate_member AS d ON l.article_id = d.article_id
    WHERE l.day > n.day - %(window_days)s::integer
),

line AS (
    SELECT
        a.source_id,
        a.article_id,
        u.hash,
        u.position,
        substr(a.kinds, u.position::integer, 1) AS kind,
        u.word_count
    FROM article AS a
    CROSS JOIN LATERAL unnest(a.line_hashes, a.word_counts) WITH ORDINALITY AS u (hash, word_count, position)
),

-- Most lines stand in one article: only the others are worth counting in every way.
recurring AS (
    SELECT
        l.source_id,
        l.hash
    FROM line AS l
    GROUP BY l.source_id, l.hash
    HAVING count(*) >= %(candidate_articles)s
),

counted AS (
    SELECT
        l.source_id,
        l.hash,
        count(DISTINCT l.article_id) AS article_count,
        count(DISTINCT a.text_id) AS text_count,
        count(DISTINCT coalesce(a.title_hash, l.article_id)) AS title_count,
        count(DISTINCT coalesce(a.opening_hash, l.article_id)) AS opening_count,
        count(DISTINCT a.day) AS day_count,
        count(*) FILTER (WHERE l.kind = 'h') AS heading_count,
        count(*) FILTER (WHERE l.kind = 'q') AS quote_count,
        count(*) FILTER (WHERE l.kind = 's') AS sentence_count,
        max(l.word_count) AS word_count,
        min(a.day) AS first_day,
        max(a.day) AS last_day,
        max(a.source_article_count) AS source_article_count
    FROM recurring AS r
    INNER JOIN line AS l ON r.source_id = l.source_id AND r.hash = l.hash
    INNER JOIN article AS a ON l.article_id = a.article_id
    GROUP BY l.source_id, l.hash
    HAVING count(DISTINCT l.article_id) >= %(candidate_articles)s
),

tested AS (
    SELECT
        c.*,
        (c.source_id, c.hash) IN (
            SELECT
                a.source_id,
                a.title_hash
            FROM article AS a
            WHERE a.title_hash IS NOT NULL
        ) AS is_title,
        array_remove(
            ARRAY[
                CASE WHEN c.text_count < %(articles)s THEN 'articles' END,
                CASE WHEN c.day_count < %(days)s THEN 'days' END,
                CASE WHEN c.title_count < %(title_share)s * c.article_count THEN 'titles' END,
                CASE
                    WHEN c.opening_count < greatest(%(openings)s, %(opening_share)s * c.article_count) THEN 'openings'
                END
            ],
            NULL
        ) AS lacks_reach
    FROM counted AS c
),

neighboured AS (
    SELECT
        l.*,
        t.hash IS NOT NULL AS is_counted,
        coalesce(t.lacks_reach, '{"articles"}') <> '{}' AS is_own,
        l.kind = 's' OR l.word_count >= %(sentence_words)s AS is_prose
    FROM line AS l
    LEFT JOIN tested AS t ON l.source_id = t.source_id AND l.hash = t.hash
),

placed AS (
    SELECT
        n.source_id,
        n.article_id,
        n.hash,
        n.is_counted,
        count(*) FILTER (WHERE n.is_own) OVER before AS own_before,
        count(*) FILTER (WHERE n.is_own) OVER after AS own_after,
        count(*) FILTER (WHERE n.is_own AND n.is_prose) OVER after AS prose_after,
        max(n.position) FILTER (WHERE n.is_own) OVER before AS previous,
        min(n.position) FILTER (WHERE n.is_own) OVER after AS following
    FROM neighboured AS n
    WINDOW
        before AS (
            PARTITION BY n.article_id ORDER BY n.position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        after AS (
            PARTITION BY n.article_id ORDER BY n.position ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        )
),

standing AS (
    SELECT
        p.source_id,
        p.hash,
        avg((p.own_before > 0 AND (p.own_after = 0 OR (p.own_after = 1 AND p.prose_after = 0)))::integer) AS tail_share,
        avg((p.own_before = 0 AND p.own_after > 0)::integer) AS head_share,
        avg((p.own_before + p.own_after = 0)::integer) AS sole_share,
        count(DISTINCT a.line_hashes[p.previous]) AS previous_count,
        count(DISTINCT a.line_hashes[p.following]) AS following_count
    FROM placed AS p
    INNER JOIN article AS a ON p.article_id = a.article_id
    WHERE p.is_counted
    GROUP BY p.source_id, p.hash
),

examples AS (
    SELECT
        ranked.source_id,
        ranked.hash,
        array_agg(ranked.article_id ORDER BY ranked.article_id) AS article_ids
    FROM (
        SELECT
            l.source_id,
            l.hash,
            l.article_id,
            row_number() OVER (PARTITION BY l.source_id, l.hash ORDER BY l.article_id) AS place
        FROM (
            SELECT DISTINCT
                p.source_id,
                p.hash,
                p.article_id
            FROM placed AS p
            WHERE p.is_counted
        ) AS l
    ) AS ranked
    WHERE ranked.place <= 5
    GROUP BY ranked.source_id, ranked.hash
),

measured AS (
    SELECT
        t.*,
        s.tail_share,
        s.head_share,
        s.sole_share,
        CASE WHEN s.head_share > s.tail_share THEN s.following_count ELSE s.previous_count END
        / t.article_count::numeric AS neighbour_share,
        t.article_count / t.source_article_count::numeric AS source_share,
        e.article_ids
    FROM tested AS t
    INNER JOIN standing AS s ON t.source_id = s.source_id AND t.hash = s.hash
    INNER JOIN examples AS e ON t.source_id = e.source_id AND t.hash = e.hash
),

evidence AS (
    SELECT
        m.*,
        m.lacks_reach || array_remove(
            ARRAY[
                CASE WHEN m.heading_count > 0 THEN 'heading' END,
                CASE WHEN m.quote_count > 0 THEN 'quote' END,
                CASE WHEN m.is_title THEN 'title' END,
                CASE WHEN m.sole_share > %(sole_share)s THEN 'sole' END,
                CASE WHEN m.neighbour_share < %(neighbour_share)s THEN 'neighbours' END,
                CASE
                    WHEN m.sentence_count > 0 AND m.word_count >= %(sentence_words)s
                        THEN CASE
                            WHEN greatest(m.tail_share, m.head_share) < %(place_share)s
                                OR m.source_share < %(source_share)s THEN 'place'
                        END
                    WHEN
                        greatest(m.tail_share, m.head_share) < %(place_share)s
                        AND (
                            m.source_share < %(source_share)s
                            OR m.word_count < %(source_words)s
                        ) THEN 'place'
                END,
                CASE WHEN m.word_count < %(words)s THEN 'words' END
            ],
            NULL
        ) AS lacks
    FROM measured AS m
),

gone AS (
    DELETE FROM news.learned_line AS known
    WHERE
        known.source_id = any(%(source_ids)s::integer[])
        AND known.status IN ('candidate', 'promoted')
        AND NOT EXISTS (
            SELECT FROM evidence AS e WHERE e.source_id = known.source_id AND e.hash = known.line_hash
        )
    RETURNING known.line_hash
),

written AS (
    INSERT INTO news.learned_line AS known (
        source_id, line_hash, status, article_count, text_count, title_count, opening_count, day_count, source_share, tail_share,
        head_share, sole_share, neighbour_share, heading_count, quote_count, sentence_count, is_title, word_count,
        first_day, last_day, example_article_ids, lacks
    )
    SELECT
        e.source_id,
        e.hash,
        CASE e.lacks WHEN '{}' THEN 'promoted' ELSE 'candidate' END,
        e.article_count,
        e.text_count,
        e.title_count,
        e.opening_count,
        e.day_count,
        e.source_share,
        e.tail_share,
        e.head_share,
        e.sole_share,
        e.neighbour_share,
        e.heading_count,
        e.quote_count,
        e.sentence_count,
        e.is_title,
        e.word_count,
        e.first_day,
        e.last_day,
        e.article_ids,
        e.lacks
    FROM evidence AS e
    ORDER BY e.source_id, e.hash
    ON CONFLICT (source_id, line_hash) DO UPDATE
        SET
            status = CASE WHEN known.status IN ('approved', 'rejected') THEN known.status ELSE excluded.status END,
            article_count = excluded.article_count,
            text_count = excluded.text_count,
            title_count = excluded.title_count,
            opening_count = excluded.opening_count,
            day_count = excluded.day_count,
            source_share = excluded.source_share,
            tail_share = excluded.tail_share,
            head_share = excluded.head_share,
            sole_share = excluded.sole_share,
            neighbour_share = excluded.neighbour_share,
            heading_count = excluded.heading_count,
            quote_count = excluded.quote_count,
            sentence_count = excluded.sentence_count,
            is_title = excluded.is_title,
            word_count = excluded.word_count,
            first_day = excluded.first_day,
            last_day = excluded.last_day,
            example_article_ids = excluded.example_article_ids,
            lacks = excluded.lacks
        WHERE
            (
                known.article_count, known.text_count, known.title_count, known.opening_count, known.day_count, known.source_share,
                known.tail_share, known.head_share, known.sole_share, known.neighbour_share, known.heading_count,
                known.quote_count, known.sentence_count, known.is_title, known.word_count, known.first_day,
                known.last_day, known.example_article_ids, known.lacks,
                CASE WHEN known.status IN ('approved', 'rejected') THEN '' ELSE known.status END
            ) IS DISTINCT FROM (
                excluded.article_count, excluded.text_count, excluded.title_count, excluded.opening_count, excluded.day_count,
                excluded.source_share, excluded.tail_share, excluded.head_share, excluded.sole_share,
                excluded.neighbour_share, excluded.heading_count, excluded.quote_count, excluded.sentence_count,
                excluded.is_title, excluded.word_count, excluded.first_day, excluded.last_day,
                excluded.example_article_ids, excluded.lacks,
                CASE WHEN known.status IN ('approved', 'rejected') THEN '' ELSE excluded.status END
            )
    RETURNING known.line_hash
)

SELECT
    (SELECT count(*) FROM written) AS written_count,
    (SELECT count(*) FROM gone) AS gone_count
