"""Generated news pages for benchmarks: the same for the same number, of realistic weight, none of it anybody's text."""

from __future__ import annotations

import json
import random

PLACES = ("Marlow Quay", "Stony Ford", "Elm Crossing", "Upper Reach", "Saltmarsh", "Kingsbarrow", "Low Harbour")
PEOPLE = ("the council", "the harbour board", "a school teacher", "the ferry crew", "neighbours", "the mayor's office")
DEEDS = (
    "agreed to repair the {thing} before winter",
    "asked for more time to study the {thing}",
    "opened the {thing} to visitors after two years of work",
    "warned that the {thing} would cost more than planned",
    "thanked everyone who had helped to save the {thing}",
)
THINGS = ("old bridge", "market hall", "night bus", "library roof", "sea wall", "orchard", "railway arch", "lighthouse")
TAILS = (
    "A decision is expected within the month, and the plans can be seen in the town hall until then.",
    "Nobody was hurt, and traffic was moving again by the afternoon.",
    "Last year a similar proposal failed by a single vote.",
    "The work is to be paid for by the county and by donations.",
    "Several people wrote letters, most of them in favour.",
)


def page(number: int) -> tuple[str, str]:
    """A whole HTML page of some 60 kB, and its title."""
    pick = random.Random(number)
    title = f"{pick.choice(PLACES)} hears of the {pick.choice(THINGS)}, report {number}"
    paragraphs = [_paragraph(pick) for _ in range(pick.randint(8, 14))]
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": f"2026-{pick.randint(1, 9):02}-{pick.randint(1, 28):02}T{pick.randint(0, 23):02}:30:00+00:00",
        "author": [{"@type": "Person", "name": "Robin Field"}],
    }
    body = "".join(f"<p>{text}</p>" for text in paragraphs[:4])
    body += '<p>Advertisement</p><p><a href="/more">Read more: Ferry times change in autumn</a></p>'
    body += "<h2>What happens next</h2>" + "".join(f"<p>{text}</p>" for text in paragraphs[4:])
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Reach</title>'
        f'<script type="application/ld+json">{json.dumps(data)}</script>{_scripts(pick)}{_styles(pick)}</head>'
        f"<body><header><nav>{_links(pick, 80)}</nav></header><main><article><h1>{title}</h1>{body}</article>"
        f"<aside>{_links(pick, 60)}</aside></main><footer>{_links(pick, 60)}</footer></body></html>"
    )
    return html, title


def _paragraph(pick: random.Random) -> str:
    told = [
        f"In {pick.choice(PLACES)} {pick.choice(PEOPLE)} {pick.choice(DEEDS).format(thing=pick.choice(THINGS))}."
        for _ in range(pick.randint(2, 4))
    ]
    return " ".join([*told, pick.choice(TAILS)])


def _links(pick: random.Random, count: int) -> str:
    return "<ul>" + "".join(
        f'<li class="item item-{n}"><a href="/{n}/{pick.randrange(10**6)}" class="link link--teaser">'
        f"{pick.choice(PLACES)}: news of the {pick.choice(THINGS)}</a></li>"
        for n in range(count)
    ) + "</ul>"  # fmt: skip


def _scripts(pick: random.Random) -> str:
    lines = (f"window.queue.push(['slot-{pick.randrange(10**6)}',{{size:[{n},250],lazy:true}}]);" for n in range(300))
    return f"<script>{''.join(lines)}</script>"


def _styles(pick: random.Random) -> str:
    rules = (f".c{n}{{margin:{pick.randrange(40)}px;padding:{pick.randrange(9)}px}}" for n in range(200))
    return f"<style>{''.join(rules)}</style>"
