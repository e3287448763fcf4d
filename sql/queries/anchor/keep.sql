-- Keep the anchors of an article; its probes come later, when the frequencies are known.
INSERT INTO news.article_anchor AS kept (
    article_id, method, language, window_kind, window_start, window_end, keys, labels, counts, groups,
    weekday, stems, probes
)
VALUES (
    %(article_id)s, %(method)s, %(language)s, %(window_kind)s, %(window_start)s, %(window_end)s, %(keys)s::text[],
    %(labels)s::text[], %(counts)s::smallint[], %(groups)s::smallint[], %(weekday)s, %(stems)s::integer[], %(probes)s::integer[]
)
ON CONFLICT (article_id) DO UPDATE
    SET
        method = excluded.method,
        language = excluded.language,
        window_kind = excluded.window_kind,
        window_start = excluded.window_start,
        window_end = excluded.window_end,
        keys = excluded.keys,
        labels = excluded.labels,
        counts = excluded.counts,
        groups = excluded.groups,
        weekday = excluded.weekday,
        stems = excluded.stems,
        probes = excluded.probes,
        read_at = now()
