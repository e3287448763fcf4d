"""When is a line of a source boilerplate? The tests a line must pass to be removed without being asked about.

They were set by reading promoted lines of real feeds one by one: a line that recurs is as often a sub-headline or a
teaser as boilerplate, and what separates them is where it stands and what stands beside it, not the count. Whatever
fails one test waits for a person, and what a person decided holds.
"""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """What a line must reach. Shares are of the articles or places that hold it, 0 to 1."""

    window_days: int = 90  # up to the source's newest day: layouts change, and the clock has no say in a backfill
    candidate_articles: int = 3  # fewer are not worth a person's look
    articles: int = 8  # updates and copies of one count once
    days: int = 5  # background of one event repeats in a burst
    title_share: float = 0.85  # different headlines per article: copies and updates of one article are one
    openings: int = 8  # a series begins its headlines alike, and its template is its own text
    opening_share: float = 0.25
    place_share: float = 0.7  # at the tail, or at the head
    source_share: float = 0.05  # of the source's articles: as good as a place for a long line that is no sentence
    source_words: int = 12  # unmarked sub-headlines of eight words were promoted in a simulated stream
    sole_share: float = 0.2  # more is a page of boilerplate, a wall: that page is no article
    neighbour_share: float = 0.3  # the same line always beside it: both are of one text
    words: int = 3  # shorter lines are tags, places and units
    sentence_words: int = 15  # a full sentence of such length must be all over the source to go

    def parameters(self) -> dict[str, int | float]:
        """The values by the names that line/refresh.sql gives them."""
        return asdict(self)


CONSERVATIVE = Promotion()
