"""Which event an article joins: the strongest link, held against the whole event so that it cannot drift. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from wireroom.compare.events import Frequencies, Link, Thresholds, Weighed, link
from wireroom.compare.windows import Window, age_days, gap_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Why an article is in an event. Without a link it is the one the event began with."""

    event_id: int  #: below 0 for one that is new
    linked_id: int | None = None
    link: Link | None = None
    average: float | None = None  #: strength towards the last members


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two events that turned out to be one."""

    event_id: int  #: which is no more
    into_event_id: int
    strength: float  #: mean between their last members


@dataclass(slots=True, kw_only=True)
class Board:
    """Articles and events as they stand while articles are placed one after the other, and what was done."""

    articles: dict[int, Weighed]
    windows: dict[int, Window]
    event_of: dict[int, int]
    members: dict[int, list[int]]  #: of each event, the last first
    frequencies: Frequencies
    limits: Thresholds
    former: dict[int, int] = field(default_factory=dict)  #: events that articles were taken out of, to be placed anew
    placed: dict[int, Member] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    links: dict[tuple[int, int], Link] = field(default_factory=dict)

    def take_out(self, article_id: int) -> None:
        """The article is in no event until it is placed."""
        event_id = self.event_of.pop(article_id, None)
        if event_id is not None:
            self.former[article_id] = event_id
            self.members[event_id].remove(article_id)

    def place(self, article_id: int, candidates: Iterable[int]) -> None:
        """Put the article into the event its strongest link leads to; a link to an article in none begins one."""
        links = {other: found for other in sorted(set(candidates)) if (found := self._strong(article_id, other))}
        if not links:
            return
        options = self._events(article_id, links)
        if options:
            (_, event_id), linked_id, average = options[0]
        else:
            lone = [other for other in links if other not in self.event_of]
            if not lone:
                return  # no event takes the article
            linked_id = max(lone, key=lambda other: (links[other].strength, -other))
            event_id, average = self._begin(article_id, linked_id), links[linked_id].strength
        self._put(article_id, event_id, linked_id, links[linked_id], average)
        for other, found in links.items():
            self._draw_in(other, event_id, article_id, found)
        for (_, other_event), _, _ in options[1:]:
            self._merge(event_id, other_event)

    def stay(self, article_id: int) -> None:
        """Leave the article in the event it was taken out of, if it is in none and nobody else is left there."""
        event_id = self.former.get(article_id)
        if event_id is not None and article_id not in self.event_of and not self.members.get(event_id):
            self._put(article_id, event_id, None, None, None)

    def _strong(self, article_id: int, other: int) -> Link | None:
        """The link between two articles, if it is strong enough for what is known of their days."""
        one, two = self.windows[article_id], self.windows[other]
        if gap_days(one, two) > self.limits.gap_days:
            return None
        found = self._link(article_id, other)
        least = 1.0 if one.is_sure and two.is_sure else self.limits.undated
        return found if found.passes and found.strength >= least else None

    def _link(self, one: int, other: int) -> Link:
        pair = (min(one, other), max(one, other))
        if pair not in self.links:
            self.links[pair] = link(self.articles[pair[0]], self.articles[pair[1]], self.frequencies, self.limits)
        return self.links[pair]

    def _events(self, article_id: int, links: dict[int, Link]) -> list[tuple[tuple[float, int], int, float]]:
        """The events that take the article, strongest link first: strength and event, linked article, average."""
        best: dict[int, int] = {}
        for other in sorted(links, key=lambda other: (links[other].strength, -other)):
            if (event_id := self.event_of.get(other)) is not None:
                best[event_id] = other
        found = [
            ((links[other].strength, event_id), other, average)
            for event_id, other in best.items()
            if (average := self._average(article_id, event_id)) is not None
        ]
        return sorted(found, key=lambda option: (-option[0][0], _age(option[0][1])))

    def _average(self, article_id: int, event_id: int) -> float | None:
        """Mean strength towards the last members; None where that or the age of the event forbids the article."""
        members = self.members[event_id]
        if not members or not self._is_young([article_id, *members]):
            return None
        average = self._mean([article_id], [member for member in members if member != article_id])
        return average if average >= self.limits.average else None

    def _mean(self, some: list[int], others: list[int]) -> float:
        last = [(one, other) for one in some[: self.limits.members] for other in others[: self.limits.members]]
        return sum(self._link(one, other).strength for one, other in last) / len(last) if last else 0.0

    def _is_young(self, articles: list[int]) -> bool:
        return age_days(self.windows[article] for article in articles) <= self.limits.age_days

    def _begin(self, article_id: int, linked_id: int) -> int:
        """A new event around `linked_id`; one that both were taken out of lives on where nobody is left in it."""
        left = {self.former[article] for article in (article_id, linked_id) if article in self.former}
        empty = [event_id for event_id in left if not self.members.get(event_id)]
        event_id = min(empty, key=_age) if empty else min([0, *self.members]) - 1
        self.members[event_id] = []
        self._put(linked_id, event_id, None, None, None)
        return event_id

    def _put(
        self, article_id: int, event_id: int, linked_id: int | None, found: Link | None, average: float | None
    ) -> None:
        self.event_of[article_id] = event_id
        self.members[event_id].append(article_id)
        self.members[event_id].sort(key=self._lastness)
        self.placed[article_id] = Member(event_id=event_id, linked_id=linked_id, link=found, average=average)

    def _lastness(self, article_id: int) -> tuple[bool, float, int]:
        end = self.windows[article_id].end
        return (end is None, -end.timestamp() if end else 0.0, -article_id)

    def _draw_in(self, other: int, event_id: int, article_id: int, found: Link) -> None:
        """An article in no event follows one that it is linked to, if the event takes it."""
        if other not in self.event_of and (average := self._average(other, event_id)) is not None:
            self._put(other, event_id, article_id, found, average)

    def _merge(self, one: int, other: int) -> None:
        one = self._now(one)
        other = self._now(other)
        if one == other or not self._is_young([*self.members[one], *self.members[other]]):
            return
        strength = self._mean(self.members[one], self.members[other])
        if strength < self.limits.merge:
            return
        into, gone = sorted((one, other), key=_age)
        for article_id in self.members[gone]:
            self.event_of[article_id] = into
        self.members[into] = sorted(self.members[into] + self.members[gone], key=self._lastness)
        self.members[gone] = []
        self.merges.append(Merge(event_id=gone, into_event_id=into, strength=strength))

    def _now(self, event_id: int) -> int:
        for merge in self.merges:
            event_id = merge.into_event_id if event_id == merge.event_id else event_id
        return event_id


def _age(event_id: int) -> tuple[bool, int]:
    """Orders events by age: those the warehouse knows first, by number, then new ones."""
    return (event_id < 0, abs(event_id))
