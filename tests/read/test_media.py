"""What is embedded in an article comes out as data, and nothing of it in the text."""

from __future__ import annotations

from typing import Any

import pytest
from builders import NOW
from hypothesis import given
from hypothesis import strategies as st
from wireroom.parts import Media, MediaKind
from wireroom.read.extract import extract_page
from wireroom.read.markup import parse
from wireroom.read.media import MOST, read_media

URL = "https://courier.example/2026/pier"
PROSE = (
    "<p>The harbour board met on Tuesday and agreed to rebuild the northern pier before winter comes to the bay.</p>"
    "<p>Fishing crews have moored elsewhere since the storm of last spring broke its outer wall in two places.</p>"
    "<p>Work begins in June and will cost less than the repair of the old wall, the board said in its report.</p>"
)


def embedded(html: str, url: str | None = URL) -> tuple[Media, ...]:
    tree = parse(f"<html><body><article>{PROSE}{html}</article></body></html>")
    assert tree is not None
    return read_media(tree, url=url)


def image(url: str, caption: str | None = None) -> Media:
    return Media(kind=MediaKind.IMAGE, url=url, caption=caption)


def test_a_picture_has_the_caption_of_its_figure() -> None:
    html = '<figure><div><img src="/pier.jpg" alt="A pier"></div><figcaption>The pier  in May</figcaption></figure>'

    assert embedded(html) == (image("https://courier.example/pier.jpg", "The pier in May"),)


def test_without_a_caption_what_is_said_instead_of_the_picture_is_one() -> None:
    assert embedded('<img src="//img.example/1.jpg" alt="A pier">') == (image("https://img.example/1.jpg", "A pier"),)


@pytest.mark.parametrize(
    "attributes",
    [
        'src="data:image/gif;base64,R0" data-src="/a.jpg"',
        'data-original="/a.jpg"',
        'srcset="/small.jpg 300w, /a.jpg 900w"',
        'src="about:blank" data-lazy-src=" /a.jpg "',
    ],
)
def test_a_picture_that_loads_late_is_found(attributes: str) -> None:
    assert embedded(f"<img {attributes}>") == (image("https://courier.example/a.jpg"),)


@pytest.mark.parametrize(
    ("html", "kind", "url"),
    [
        (
            '<iframe src="https://www.youtube.com/embed/x1"></iframe>',
            MediaKind.VIDEO,
            "https://www.youtube.com/embed/x1",
        ),
        (
            '<iframe data-src="//player.vimeo.com/video/7"></iframe>',
            MediaKind.VIDEO,
            "https://player.vimeo.com/video/7",
        ),
        ('<video><source src="/v.mp4"></video>', MediaKind.VIDEO, "https://courier.example/v.mp4"),
        ('<lite-youtube videoid="x1"></lite-youtube>', MediaKind.VIDEO, "https://www.youtube.com/watch?v=x1"),
        ('<iframe src="https://maps.example/bay"></iframe>', MediaKind.EMBED, "https://maps.example/bay"),
    ],
)
def test_videos_and_frames_are_told_apart(html: str, kind: MediaKind, url: str) -> None:
    assert embedded(html) == (Media(kind=kind, url=url),)


@pytest.mark.parametrize(
    "html",
    [
        '<img src="/icon.png" width="16" height="16">',
        '<img src="https://a.example/pixel.gif">',
        '<iframe src="https://www.googletagmanager.com/ns.html" width="0" height="0"></iframe>',
        '<iframe src="https://ad.doubleclick.net/x"></iframe>',
        '<aside><img src="/other.jpg"></aside>',
        '<div class="box related-articles"><img src="/other.jpg"></div>',
        '<img src="javascript:alert(1)">',
        '<img src="http://[broken">',
        "<img>",
        f'<img src="/{"a" * 3000}.jpg">',
    ],
)
def test_what_is_no_part_of_the_article_is_left_out(html: str) -> None:
    assert embedded(html) == ()


def test_pictures_outside_the_article_are_left_out() -> None:
    tree = parse(f'<body><img src="/logo.jpg"><article>{PROSE}<img src="/a.jpg"></article><img src="/b.jpg"></body>')
    assert tree is not None

    assert [item.url for item in read_media(tree, url=URL)] == ["https://courier.example/a.jpg"]


def test_each_is_named_once_in_reading_order_and_there_is_an_end() -> None:
    found = embedded("".join(f'<div><img src="/{number % 60}.jpg"></div>' for number in range(200)))

    assert [item.url.rpartition("/")[2] for item in found] == [f"{number}.jpg" for number in range(MOST)]


def test_captions_do_not_come_into_the_text() -> None:
    figure = '<figure><img src="/p.jpg" alt="Alt words"><figcaption>Caption words</figcaption></figure>'

    with_figure = extract_page(f"<html><body><article>{PROSE}{figure}</article></body></html>".encode(), **ASKED)
    without = extract_page(f"<html><body><article>{PROSE}</article></body></html>".encode(), **ASKED)

    assert with_figure is not None
    assert without is not None
    assert with_figure.blocks == without.blocks
    assert len(with_figure.media) == 1


ASKED: Any = {"charset": None, "url": URL, "now": NOW}


@given(st.text(max_size=200))
def test_no_page_trips_it_up(html: str) -> None:
    tree = parse(f"<body><img src='{html}' srcset='{html}' width='{html}'>{html}</body>")

    assert tree is None or isinstance(read_media(tree, url=None), tuple)
