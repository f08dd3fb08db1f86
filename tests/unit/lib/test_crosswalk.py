"""Following an item through versions of a plan: what became of it, and where its figures cease to compare."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellknit.lib.crosswalk import (
    Comparability,
    Crosswalk,
    CrosswalkError,
    Link,
    Node,
    Relation,
    Way,
)

SAME, COMBINED, BROKEN = Comparability.SAME, Comparability.COMBINED, Comparability.BROKEN


def node(id_: str) -> Node:
    """A node named after its framework: "b2" is item 2 of framework b, the second in time."""
    return Node(id_, id_[0], ord(id_[0]))


def link(
    source: str, target: str, relation: Relation = Relation.CONTINUED, how: Comparability = SAME
) -> Link:
    return Link(source, target, relation, how, into=target[0])


def walk(names: str, *links: Link) -> Crosswalk:
    return Crosswalk([node(name) for name in names.split()], links)


def test_a_continued_item_is_one_series() -> None:
    graph = walk("a1 b1 c1", link("a1", "b1"), link("b1", "c1"))
    assert [s.items for s in graph.follow("a1")] == [("a1",), ("b1",), ("c1",)]
    assert [s.with_previous for s in graph.follow("a1")] == [None, SAME, SAME]
    assert [s.framework for s in graph.run("b1")] == ["a", "b", "c"]


def test_a_merged_item_compares_only_with_the_sum_of_its_parts() -> None:
    merged = [link(s, "b1", Relation.MERGED, COMBINED) for s in ("a1", "a2")]
    graph = walk("a1 a2 b1", *merged)
    alone = graph.follow("a1")[1]
    assert alone.broken and "a2" in alone.reasons[-1]
    together = graph.follow("b1", Way.BACK)[1]
    assert together.items == ("a1", "a2") and together.with_previous is COMBINED


def test_a_split_item_compares_with_its_parts_together() -> None:
    graph = walk("a1 b1 b2", *(link("a1", t, Relation.SPLIT, COMBINED) for t in ("b1", "b2")))
    assert graph.follow("a1")[1].with_previous is COMBINED
    assert graph.follow("b1", Way.BACK)[1].broken, "one part alone is not the old item"


def test_a_declared_break_is_told_with_its_reason() -> None:
    expanded = Link("a1", "b1", Relation.EXPANDED, BROKEN, "other work came in", into="b")
    graph = walk("a1 b1", expanded)
    assert graph.follow("a1")[1].reasons == ("other work came in",)
    assert [s.framework for s in graph.run("b1")] == ["b"], "the run ends at the break"


def test_a_dropped_item_ends_there() -> None:
    dropped = Link("a1", None, Relation.DROPPED, BROKEN, "nothing asks for it any more", into="b")
    segments = walk("a1 b1", dropped).follow("a1")
    assert segments[-1].ended == ("a1",) and segments[-1].items == ()
    assert segments[-1].order == ord("b"), "the end is dated by the plan that dropped it"


def test_a_part_that_is_dropped_on_the_way_is_named() -> None:
    graph = walk(
        "a1 b1 b2 c1",
        link("a1", "b1", Relation.SPLIT, COMBINED),
        link("a1", "b2", Relation.SPLIT, COMBINED),
        link("b1", "c1"),
        Link("b2", None, Relation.DROPPED, BROKEN, "gone", into="c"),
    )
    last = graph.follow("a1")[-1]
    assert last.items == ("c1",) and last.ended == ("b2",) and last.broken


def test_a_link_that_passes_over_a_version_waits_for_its_time() -> None:
    late = link("a1", "c1", Relation.SPLIT, COMBINED)
    graph = walk("a1 b1 c1", late, link("a1", "b1", Relation.SPLIT, COMBINED))
    segments = graph.follow("a1")
    assert [s.framework for s in segments] == ["a", "b", "c"]
    assert segments[1].broken, "part of it reappears only later"


def test_what_is_counted_twice_is_named() -> None:
    graph = walk("a1 a2 b1 b2", link("a1", "b1"), link("a1", "b2"), link("a2", "b2"))
    assert graph.shared_sources(["b1", "b2"]) == {"a1": ("b1", "b2")}
    assert graph.shared_sources(["b2"]) == {}


def test_what_nobody_speaks_of_is_named() -> None:
    graph = walk("a1 a2 b1 b2", link("a1", "b1"))
    silent = graph.coverage(["a1", "a2"], ["b1", "b2"], "b")
    assert (silent.silent_from, silent.silent_to) == (("a2",), ("b2",)) and not silent.whole


@pytest.mark.parametrize(("source", "target"), [("b1", "a1"), ("a1", "a2"), ("a1", "a1")])
def test_time_runs_one_way(source: str, target: str) -> None:
    with pytest.raises(CrosswalkError, match="backwards in time"):
        walk("a1 a2 b1", link(source, target))


def test_unknown_items_are_refused_with_a_sentence() -> None:
    with pytest.raises(CrosswalkError, match="no item"):
        walk("a1", link("a1", "b9"))
    with pytest.raises(CrosswalkError, match="no item"):
        walk("a1").follow("z1")
    with pytest.raises(CrosswalkError, match="at least one end"):
        Crosswalk([node("a1")], [Link(None, None, Relation.NEW, BROKEN)])


@st.composite
def crosswalks(draw: st.DrawFn) -> tuple[Crosswalk, list[list[str]]]:
    """Two to four versions; every item goes on, is split or dropped, and what has no source is new."""
    layers = [
        [f"{letter}{n}" for n in range(draw(st.integers(1, 4)))]
        for letter in "abcd"[: draw(st.integers(2, 4))]
    ]
    links: list[Link] = []
    for before, after in pairwise(layers):
        reached: set[str] = set()
        for source in before:
            targets = draw(st.lists(st.sampled_from(after), max_size=3, unique=True))
            reached.update(targets)
            how = draw(st.sampled_from(Comparability))
            links += [link(source, target, Relation.SPLIT, how) for target in targets]
            if not targets:
                links.append(Link(source, None, Relation.DROPPED, BROKEN, into=after[0][0]))
        links += [
            Link(None, target, Relation.NEW, BROKEN, into=target[0])
            for target in after
            if target not in reached
        ]
    return Crosswalk([node(name) for layer in layers for name in layer], links), layers


@given(crosswalks())
@settings(max_examples=150)
def test_nothing_comes_round_to_itself(drawn: tuple[Crosswalk, list[list[str]]]) -> None:
    graph, layers = drawn
    for id_ in (name for layer in layers for name in layer):
        assert id_ not in graph.reach(id_, Way.FORWARD)
        orders = [segment.order for segment in graph.follow(id_)]
        assert orders == sorted(set(orders)), "each version once, later ones later"


@given(crosswalks())
@settings(max_examples=150)
def test_the_way_there_is_the_way_back(drawn: tuple[Crosswalk, list[list[str]]]) -> None:
    graph, layers = drawn
    names = [name for layer in layers for name in layer]
    for one in names:
        for other in names:
            ahead = other in graph.reach(one, Way.FORWARD)
            assert ahead == (one in graph.reach(other, Way.BACK))


@given(crosswalks())
@settings(max_examples=150)
def test_every_item_is_spoken_of(drawn: tuple[Crosswalk, list[list[str]]]) -> None:
    graph, layers = drawn
    for before, after in pairwise(layers):
        assert graph.coverage(before, after, after[0][0]).whole


@given(crosswalks())
@settings(max_examples=150)
def test_a_series_that_is_not_broken_has_lost_and_gained_nothing(
    drawn: tuple[Crosswalk, list[list[str]]],
) -> None:
    graph, layers = drawn
    for id_ in (name for layer in layers for name in layer):
        for before, after in pairwise(graph.story(id_)):
            if not after.broken:
                into = {source for item in after.items for source in graph.beside(item, Way.BACK)}
                out = {target for item in before.items for target in graph.beside(item, Way.FORWARD)}
                assert into == set(before.items) and out == set(after.items) and not after.ended


@given(crosswalks())
@settings(max_examples=100)
def test_the_story_holds_the_item_once_and_reads_in_time_order(
    drawn: tuple[Crosswalk, list[list[str]]],
) -> None:
    graph, layers = drawn
    for id_ in (name for layer in layers for name in layer):
        story = graph.story(id_)
        assert sum(id_ in segment.items for segment in story) == 1
        assert [s.order for s in story] == sorted(s.order for s in story)
        assert story[0].with_previous is None
        run = graph.run(id_)
        assert any(id_ in segment.items for segment in run)
        assert all(not segment.broken for segment in run[1:])
