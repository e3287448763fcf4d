"""Pictures, videos and frames inside an article as data. Knows lxml; the text is none of its business."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml.html import HtmlElement

from wireroom.parts import Media, MediaKind
from wireroom.read.markup import visible_text

MOST = 50  # of one article; a gallery has more, and the rest says nothing new
MOST_ARTICLES = 50  # of one page that are looked at; a page with more is a list
LONGEST_URL = 2000  # characters
LONGEST_CAPTION = 600  # characters
ICON = 64  # pixels: smaller pictures are icons, avatars and counters
FIGURE_DEPTH = 6  # elements between a picture and the figure it is in

_FRAMES = frozenset({"iframe", "amp-iframe"})
_VIDEOS = frozenset({"video", "amp-video"})
_YOUTUBE = frozenset({"lite-youtube", "amp-youtube"})
_PICTURES = frozenset({"img", "amp-img"})
_TAGS = _FRAMES | _VIDEOS | _YOUTUBE | _PICTURES
_APART = frozenset({"aside", "nav", "footer", "form", "noscript", "button"})
_APART_NAME = re.compile(
    r"(?:^|[\s_-])(?:related|recommend\w*|promo\w*|share|sharing|social|comments?|avatar|logo|newsletter|sidebar|"
    r"advert\w*|sponsor\w*|teasers?|read-?more|most-?read)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PLAYER = re.compile(
    r"(?:youtube(?:-nocookie)?\.com/embed|youtu\.be/|player\.vimeo\.com|dailymotion\.com/|dai\.ly/|rumble\.com/embed|"
    r"facebook\.com/plugins/video|tiktok\.com/(?:embed|player)|player\.twitch\.tv|jwplatform\.com|jwplayer|brightcove|"
    r"ok\.ru/videoembed|rutube\.ru/play|vk(?:video)?\.(?:com|ru)/video_ext|streamable\.com|kaltura|bilibili\.com/|"
    r"[/.-]video[/.-]|/embed/video|videoplayer)",
    re.IGNORECASE,
)
_NO_CONTENT = re.compile(
    r"doubleclick|googlesyndication|googletagmanager|recaptcha|adservice|/ads?[/.]|pixel|facebook\.com/tr|about:blank",
    re.IGNORECASE,
)
_LAZY = ("data-src", "data-original", "data-lazy-src", "src")
_SETS = ("srcset", "data-srcset")


def read_media(tree: HtmlElement, *, url: str | None) -> tuple[Media, ...]:
    """What is embedded in the article of a page, in reading order, at most MOST of it, each URL once.

    `url` is the page's own, for relative ones. Icons, ad frames and what stands in asides, navigation and lists of
    other articles are left out.
    """
    found: dict[str, Media] = {}
    for element in _embedded(_article(tree)):
        item = _medium(element, url)
        if item is not None and item.url not in found:
            found[item.url] = item
            if len(found) == MOST:
                break
    return tuple(found.values())


def _article(tree: HtmlElement) -> HtmlElement:
    """The element that holds the article: of several, the one with most paragraphs."""
    candidates = [*tree.iter("article"), *tree.xpath("//*[@itemprop='articleBody']")]
    candidates = candidates or [*tree.iter("main"), *tree.iter("body")]
    if len(candidates) == 1:
        return candidates[0]
    return max(candidates[:MOST_ARTICLES], key=_paragraph_count, default=tree)


def _paragraph_count(element: HtmlElement) -> int:
    return sum(1 for _ in element.iter("p"))


def _embedded(article: HtmlElement) -> Iterator[HtmlElement]:
    """Elements that embed something, without what stands apart from the article."""
    known = {article: False}
    for element in article.iter(*_TAGS):
        outer = element.getparent()
        if outer is None or not _stands_apart(outer, known):
            yield element


def _stands_apart(element: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    """Is the element, or one around it up to those known, set apart? Notes what it finds in `known`."""
    climbed: list[HtmlElement] = []
    verdict = known.get(element)
    while verdict is None:
        climbed.append(element)
        if element.tag in _TAGS or _is_apart(element):  # what is inside a player is part of it
            verdict = True
            break
        outer = element.getparent()
        element = outer if outer is not None else element
        verdict = known.get(element) if outer is not None else False
    known.update(dict.fromkeys(climbed, verdict))
    return verdict


def _is_apart(element: HtmlElement) -> bool:
    if element.tag in _APART:
        return True
    name = f"{element.get('class', '')} {element.get('id', '')}"
    return len(name) > 1 and bool(_APART_NAME.search(name[:500]))


def _medium(element: HtmlElement, url: str | None) -> Media | None:
    if element.tag in _YOUTUBE:
        number = element.get("videoid") or element.get("data-videoid")
        address = f"https://www.youtube.com/watch?v={number}" if number else None
        kind = MediaKind.VIDEO
    elif element.tag in _VIDEOS:
        address, kind = (
            element.get("src") or next((s.get("src") for s in element.iter("source")), None),
            MediaKind.VIDEO,
        )
    else:
        address = _lazy(element)
        kind = MediaKind.IMAGE
        if element.tag in _FRAMES and address:
            kind = MediaKind.VIDEO if _PLAYER.search(address[:LONGEST_URL]) else MediaKind.EMBED
    if not address or _is_tiny(element) or _NO_CONTENT.search(address[:LONGEST_URL]):
        return None
    absolute = _absolute(address, url)
    return Media(kind=kind, url=absolute, caption=_caption(element)) if absolute else None


def _lazy(element: HtmlElement) -> str | None:
    """The address of a picture or frame, which pages that load them late keep in other attributes."""
    for name in _LAZY:
        value = (element.get(name) or "").strip()
        if value and not value.startswith(("data:", "about:", "#")):
            return value
    for name in _SETS:
        choices = [choice.split() for choice in (element.get(name) or "")[: 20 * LONGEST_URL].split(", ")]
        addresses = [words[0] for words in choices if words and not words[0].startswith("data:")]
        if addresses:
            return addresses[-1]
    return None


def _absolute(address: str, url: str | None) -> str | None:
    try:
        joined = urljoin(url or "", address.strip())
    except ValueError:
        return None
    if joined.startswith("//"):
        joined = f"https:{joined}"
    is_web = joined.startswith(("http://", "https://")) or (url is None and ":" not in joined.partition("/")[0])
    return joined if is_web and len(joined) <= LONGEST_URL and not any(map(str.isspace, joined)) else None


def _is_tiny(element: HtmlElement) -> bool:
    sizes = [element.get(side, "").strip().removesuffix("px") for side in ("width", "height")]
    least = 2 if element.tag in _FRAMES | _VIDEOS else ICON
    return any(size.isascii() and size.isdigit() and len(size) < 5 and int(size) < least for size in sizes)  # noqa: PLR2004


def _caption(element: HtmlElement) -> str | None:
    outer = element
    for _ in range(FIGURE_DEPTH):
        outer = outer.getparent()
        if outer is None:
            break
        if outer.tag == "figure":
            words = next((visible_text(caption) for caption in outer.iter("figcaption")), "")
            if words:
                return words[:LONGEST_CAPTION]
            break
    said = " ".join((element.get("alt") or element.get("title") or element.get("aria-label") or "").split())
    return said[:LONGEST_CAPTION] or None
