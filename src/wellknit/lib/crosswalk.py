"""What became of an item when a plan was replaced by the next, and how far a series may be read across it.

Six governments have renumbered, merged and split their plan five times. A crosswalk is a graph: items of
frameworks, each framework with its place in time, and typed links that run forward in time only, so that no
circle is possible. Two questions are kept apart: *what became of it* (the relation) and *may its figures be
compared* (comparability). A merged item compares with the sum of all that went into it, and with nothing
less; where an item was split, the sum of its parts compares with it only if nothing else went into them.
Whoever counts a split item's figures once for each part counts them twice: :meth:`Crosswalk.shared_sources`
names it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """What became of an item. UNDETERMINED is for a successor that exists but is not published."""

    CONTINUED = "continued"
    RETITLED = "retitled"
    EXPANDED = "expanded"
    MERGED = "merged"
    SPLIT = "split"
    DROPPED = "dropped"
    NEW = "new"
    UNDETERMINED = "undetermined"


class Comparability(StrEnum):
    """How figures on both sides of a link compare: as they stand, only when summed over all parts, or not."""

    SAME = "same"
    COMBINED = "combined"
    BROKEN = "broken"


class Way(StrEnum):
    """Direction of a walk."""

    FORWARD = "forward"
    BACK = "back"


class CrosswalkError(ValueError):
    """Links that cannot be: an unknown item, or one that runs backwards in time."""


@dataclass(frozen=True, slots=True)
class Node:
    """One item of one framework. ``order`` is the framework's place in time; ``code`` is only a printed
    label.
    """

    id: str
    framework: str
    order: int
    label: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One typed step. ``source`` None: new in ``into``; ``target`` None: dropped when ``into`` was
    adopted.
    """

    source: str | None
    target: str | None
    relation: Relation
    comparability: Comparability
    note: str = ""
    basis: str = ""
    cited: str = ""
    into: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """Items that stand for the series within one framework, and how they compare with the segment before.

    ``with_previous`` is None for the first. ``ended`` are items of the segment before that were dropped here.
    """

    framework: str
    order: int
    items: tuple[str, ...]
    with_previous: Comparability | None = None
    links: tuple[Link, ...] = ()
    ended: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        """True when a chart must interrupt its line before this segment."""
        return self.with_previous is Comparability.BROKEN


@dataclass(frozen=True, slots=True)
class Coverage:
    """Items no link speaks of: of the earlier framework (neither followed nor dropped), and of the later
    one.
    """

    silent_from: tuple[str, ...]
    silent_to: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """True when the crosswalk says of every item what became of it, and where it came from."""
        return not (self.silent_from or self.silent_to)


class Crosswalk:
    """The graph. Built once from data; every question is answered from two dictionaries."""

    def __init__(self, nodes: Iterable[Node], links: Iterable[Link]) -> None:
        self._nodes = {node.id: node for node in nodes}
        self._orders = {node.framework: node.order for node in self._nodes.values()}
        self.links = tuple(links)
        self._out: dict[str, list[Link]] = defaultdict(list)
        self._in: dict[str, list[Link]] = defaultdict(list)
        for link in self.links:
            self._check(link)
            if link.source is not None:
                self._out[link.source].append(link)
            if link.target is not None:
                self._in[link.target].append(link)

    def _check(self, link: Link) -> None:
        for end in (link.source, link.target):
            if end is not None and end not in self._nodes:
                raise CrosswalkError(f"A link names {end!r}, which is no item of any framework.")
        if link.source is None and link.target is None:
            raise CrosswalkError("A link needs at least one end.")
        if link.source is not None and link.target is not None:
            before, after = self._nodes[link.source], self._nodes[link.target]
            if before.order >= after.order:
                raise CrosswalkError(
                    f"The link from {link.source!r} to {link.target!r} runs backwards in time."
                )

    def node(self, id: str) -> Node:  # noqa: A002 - the word of the files
        """The item; ``CrosswalkError`` when it is unknown."""
        try:
            return self._nodes[id]
        except KeyError as error:
            raise CrosswalkError(f"There is no item {id!r} in any framework.") from error

    def links_of(self, id: str, way: Way) -> tuple[Link, ...]:  # noqa: A002
        """Links out of an item (forward, "dropped" among them) or into it (back, "new" among them)."""
        self.node(id)
        return tuple(self._out[id] if way is Way.FORWARD else self._in[id])

    def beside(self, id: str, way: Way) -> tuple[str, ...]:  # noqa: A002
        """Items one step away: successors or predecessors, each once, in order of the links."""
        ends = (link.target if way is Way.FORWARD else link.source for link in self.links_of(id, way))
        return tuple(dict.fromkeys(end for end in ends if end is not None))

    def reach(self, id: str, way: Way, framework: str = "") -> tuple[str, ...]:  # noqa: A002
        """Everything this item became (or came from), over all steps; only of one framework when it is
        named.
        """
        found: dict[str, None] = {}
        waiting = list(self.beside(id, way))
        while waiting:
            here = waiting.pop(0)
            if here not in found:
                found[here] = None
                waiting += self.beside(here, way)
        return tuple(i for i in found if not framework or self.node(i).framework == framework)

    def follow(self, id: str, way: Way = Way.FORWARD) -> tuple[Segment, ...]:  # noqa: A002
        """The series of an item from its own framework forward or back, one segment for each framework it
        touches.
        """
        start = self.node(id)
        segments = [Segment(start.framework, start.order, (id,))]
        segments += self._walk((id,), way)
        return tuple(segments)

    def story(self, id: str) -> tuple[Segment, ...]:  # noqa: A002
        """The whole line in time order, earlier plans first.

        ``with_previous`` always speaks of the earlier segment.
        """
        back = self.follow(id, Way.BACK)
        ahead = self.follow(id, Way.FORWARD)
        return (*_turned(back), *ahead[1:])

    def run(self, id: str) -> tuple[Segment, ...]:  # noqa: A002
        """The segments around an item that may be read as one series, without a break between them."""
        story = self.story(id)
        here = next(i for i, segment in enumerate(story) if id in segment.items)
        first = here
        while first > 0 and not story[first].broken:
            first -= 1
        last = here
        while last + 1 < len(story) and not story[last + 1].broken:
            last += 1
        return story[first : last + 1]

    def shared_sources(self, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Earlier items that went into more than one of these: adding their figures up for each counts them
        twice.
        """
        into: dict[str, list[str]] = defaultdict(list)
        for id_ in dict.fromkeys(ids):
            for before in self.beside(id_, Way.BACK):
                into[before].append(id_)
        return {before: tuple(after) for before, after in into.items() if len(after) > 1}

    def coverage(self, from_ids: Iterable[str], to_ids: Iterable[str], into: str) -> Coverage:
        """Which items the links into framework ``into`` forget to speak of."""
        links = [link for link in self.links if link.into == into]
        sources = {link.source for link in links}
        targets = {link.target for link in links}
        return Coverage(
            tuple(i for i in from_ids if i not in sources), tuple(i for i in to_ids if i not in targets)
        )

    def _walk(self, items: tuple[str, ...], way: Way) -> Iterator[Segment]:
        """Segments after the first. ``pending`` are links not yet followed; a plan is visited once."""
        pending = [link for item in items for link in self.links_of(item, way)]
        silent = [item for item in items if not self.links_of(item, way)]
        while True:
            ends = {end for link in pending if (end := self._far(link, way)) is not None}
            if not ends:
                gone = [link for link in pending if way is Way.FORWARD]
                if gone:
                    yield self._end(gone)
                return
            framework = self._nearest(ends, way)
            taken = [link for link in pending if self._belongs(link, way, framework)]
            pending = [link for link in pending if link not in taken]
            segment = self._segment(taken, way, (*silent, *self._near(pending, way)))
            yield segment
            pending += [link for item in segment.items for link in self.links_of(item, way)]
            silent = [item for item in segment.items if not self.links_of(item, way)]

    def _far(self, link: Link, way: Way) -> str | None:
        return link.target if way is Way.FORWARD else link.source

    def _belongs(self, link: Link, way: Way, framework: str) -> bool:
        """A drop belongs to the plan that dropped it; a link to the plan at its far end."""
        far = self._far(link, way)
        return link.into == framework if far is None else self._nodes[far].framework == framework

    def _nearest(self, ends: set[str], way: Way) -> str:
        nodes = [self._nodes[end] for end in ends]
        nearest = (
            min(nodes, key=lambda n: n.order) if way is Way.FORWARD else max(nodes, key=lambda n: n.order)
        )
        return nearest.framework

    def _near(self, links: Sequence[Link], way: Way) -> tuple[str, ...]:
        ends = (link.source if way is Way.FORWARD else link.target for link in links)
        return tuple(dict.fromkeys(end for end in ends if end is not None))

    def _segment(self, links: Sequence[Link], way: Way, absent: tuple[str, ...]) -> Segment:
        """One step. ``absent`` are items of the series that have no link into this framework."""
        real = [link for link in links if self._far(link, way) is not None]
        items = tuple(dict.fromkeys(far for link in real if (far := self._far(link, way)) is not None))
        near = self._near(real, way)
        stopped = self._near([link for link in links if link not in real], way)
        gaps = (*self._outside(items, near, way), *(i for i in (*stopped, *absent) if i not in near))
        partly = tuple(i for i in near if i in absent)
        with_previous, reasons = _compare(real, len(near), len(items), (*gaps, *partly))
        ended = stopped if way is Way.FORWARD else ()
        first = self._nodes[items[0]]
        return Segment(first.framework, first.order, items, with_previous, tuple(links), ended, reasons)

    def _outside(self, items: tuple[str, ...], near: tuple[str, ...], way: Way) -> tuple[str, ...]:
        """Items on the near side that also lead to these, but are no part of the series so far."""
        other = Way.BACK if way is Way.FORWARD else Way.FORWARD
        frameworks = {self._nodes[id_].framework for id_ in near}
        all_near = dict.fromkeys(id_ for item in items for id_ in self.beside(item, other))
        return tuple(i for i in all_near if i not in near and self._nodes[i].framework in frameworks)

    def _end(self, links: Sequence[Link]) -> Segment:
        into = links[0].into
        reasons = tuple(dict.fromkeys(link.note for link in links if link.note))
        ended = self._near(links, Way.FORWARD)
        return Segment(
            into, self._orders.get(into, -1), (), Comparability.BROKEN, tuple(links), ended, reasons
        )


def _compare(
    links: Sequence[Link], near: int, far: int, gaps: tuple[str, ...]
) -> tuple[Comparability, tuple[str, ...]]:
    """How a whole step compares, and why: a declared break wins, then parts the sum would lack."""
    notes = tuple(dict.fromkeys(link.note for link in links if link.note))
    if any(link.comparability is Comparability.BROKEN for link in links):
        return Comparability.BROKEN, notes
    if gaps:
        named = ", ".join(dict.fromkeys(gaps))
        return Comparability.BROKEN, (*notes, f"not all parts are in the series on both sides: {named}")
    if near > 1 or far > 1 or any(link.comparability is Comparability.COMBINED for link in links):
        return Comparability.COMBINED, notes
    return Comparability.SAME, notes


def _turned(back: Sequence[Segment]) -> Iterator[Segment]:
    """Segments of a backward walk, earliest first; each seam is told by its later side."""
    for index in range(len(back) - 1, -1, -1):
        here = back[index]
        seam = back[index + 1] if index + 1 < len(back) else None
        yield Segment(
            here.framework,
            here.order,
            here.items,
            seam.with_previous if seam else None,
            seam.links if seam else (),
            seam.ended if seam else (),
            seam.reasons if seam else (),
        )
