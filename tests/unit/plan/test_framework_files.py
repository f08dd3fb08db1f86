"""The frameworks as data hold what the documents print, under ids of ours, each item with its place."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from itertools import chain, pairwise
from pathlib import Path

import pytest

from wellknit.lib.crosswalk import Comparability, Relation, Way
from wellknit.lib.policydata import DATA, PolicyError, load_toml
from wellknit.plan.framework_files import (
    Framework,
    ItemKind,
    LinkEntry,
    Printed,
    alignments,
    crosswalk,
    crosswalk_files,
    framework,
    frameworks,
    indicators,
)
from wellknit.plan.reference_files import scales, units

CHAIN = ["mou-2004", "plan-2004", "spa1-2005", "spa1-2006", "spa2", "spa3", "spa4"]
FOLDERS = ("frameworks", "agreements", "treaties", "laws", "meetings", "plan")
FILES = sorted(chain.from_iterable((DATA / folder).rglob("*.toml") for folder in FOLDERS))


def count(id_: str, *kinds: ItemKind) -> int:
    return len(framework(id_).of_kind(*kinds))


def test_the_line_of_plans_stands_in_its_order() -> None:
    assert [f.id for f in frameworks().values() if f.chain] == CHAIN
    orders = [f.order for f in frameworks().values() if f.chain]
    assert orders == sorted(set(orders))


@pytest.mark.parametrize(
    ("id_", "kind", "number"),
    [
        ("mou-2004", ItemKind.SECTION, 5),
        ("mou-2004", ItemKind.ARTICLE, 34),
        ("plan-2004", ItemKind.SECTION, 5),
        ("plan-2004", ItemKind.AREA, 7),
        ("plan-2004", ItemKind.ACTIVITY, 18),
        ("spa1-2005", ItemKind.CONCEPT, 12),
        ("spa1-2006", ItemKind.CONCEPT, 10),
        ("spa2", ItemKind.CONCEPT, 8),
        ("spa2", ItemKind.ACTIVITY, 39),
        ("spa2", ItemKind.TARGET, 29),
        ("spa3", ItemKind.AREA, 5),
        ("spa3", ItemKind.ACTIVITY_AREA, 30),
        ("spa3", ItemKind.TARGET, 24),
        ("unact-2014", ItemKind.RESULT, 11),
        ("bohol-2017", ItemKind.AREA, 4),
        ("sdg", ItemKind.GOAL, 3),
    ],
)
def test_what_the_documents_print_is_there(id_: str, kind: ItemKind, number: int) -> None:
    assert count(id_, kind) == number


def test_spa2_prints_29_bullets_and_not_31() -> None:
    """SPA3 line 250 claims 31 targets; SPA2 prints 6+3+3+6+3+3+2+3 bullets. Both stand, ours are counted."""
    spa2 = framework("spa2")
    by_concept = Counter(item.parent for item in spa2.of_kind(ItemKind.TARGET))
    assert [by_concept[f"spa2.ppc{n}"] for n in range(1, 9)] == [6, 3, 3, 6, 3, 3, 2, 3]
    claim = next(c for c in spa2.claims if c.id == "spa2.targets")
    assert (claim.printed, claim.counted) == (31, 29)


def test_counted_claims_are_counted_from_the_items() -> None:
    for one in frameworks().values():
        for claim in one.claims:
            if claim.kind is not None:
                assert len(one.of_kind(claim.kind)) == claim.counted, claim.id


def test_activities_of_spa2_have_steps_and_both_divisions() -> None:
    spa2 = framework("spa2")
    per_concept = Counter(item.parent for item in spa2.of_kind(ItemKind.ACTIVITY))
    assert [per_concept[f"spa2.ppc{n}"] for n in range(1, 9)] == [6, 4, 4, 8, 4, 6, 2, 5]
    for item in spa2.of_kind(ItemKind.ACTIVITY):
        assert item.steps and item.regional and item.national, item.id
        assert re.fullmatch(r"[1-8]\.[1-8]", item.code)
    assert len(spa2.item("spa2.ppc8").duties) == 9, "the Secretariat's nine duties"


def test_the_overview_of_spa2_keeps_what_is_lost_as_lost() -> None:
    """The printed numbers restart in each section, so no number can be a key (SPA2 lines 329-339)."""
    matrix = framework("spa2").matrix
    assert Counter(cell.period for cell in matrix) == {"2007": 10, "2008-2010": 23}
    lost = [cell for cell in matrix if cell.printed is Printed.LOST]
    assert len(lost) == 2 and all(not cell.number and not cell.text and cell.note for cell in lost)
    named = [(cell.period, cell.number) for cell in matrix if cell.number]
    assert len(set(named)) < len(named)
    reached = {cell.target for cell in matrix if cell.target}
    targets = {item.id for item in framework("spa2").of_kind(ItemKind.TARGET)}
    assert reached < targets
    assert "spa2.ppc4.t6" not in reached, "judges and prosecutors have no entry in the overview"


def test_the_one_reading_that_gives_31_is_called_a_conjecture() -> None:
    """Numbers of the overview, 2007 included: the highest legible or needed in each section."""
    needed = Counter(
        cell.section for cell in framework("spa2").matrix if cell.number != "1" or cell.period == "2007"
    )
    claim = next(c for c in framework("spa2").claims if c.id == "spa2.targets")
    assert "conjecture" in claim.note and "8+7+4+7+5" in claim.note
    assert needed["Protection"] == 4 and needed["Preventive measures"] == 7


def test_the_rule_of_amendment_is_data() -> None:
    rule = framework("mou-2004").amendment
    assert rule is not None
    assert (rule.ask, rule.agree, rule.of) == (4, 6, 6) and rule.ask_in_writing and rule.agree_in_writing
    assert framework("mou-2004").item(rule.article).code == "34"


def test_what_is_not_published_of_spa4_is_a_marked_place() -> None:
    spa4 = framework("spa4")
    public = {item.code for item in spa4.items if item.printed is Printed.WHOLE}
    assert public == {"4.1", "4.1.1", "4.2", "4.2.1"}
    hidden = [item for item in spa4.items if item.printed is Printed.NOT_PUBLISHED]
    assert len(hidden) == 3 and all(not item.code and not item.text for item in hidden)


def test_each_country_has_its_plan_named() -> None:
    plans = {f.units[0] for f in frameworks().values() if f.kind == "national-plan"}
    assert plans == {"KH", "CN", "LA", "MM", "TH", "VN"}


def test_scales_and_units_exist() -> None:
    codes = {unit.code for unit in units()}
    for one in frameworks().values():
        assert not one.scale or one.scale in scales(), one.id
        assert set(one.units) <= codes, one.id


# -- crosswalks


@pytest.mark.parametrize("file", crosswalk_files(), ids=lambda file: file.id)
def test_every_item_goes_on_or_is_dropped_and_comes_from_somewhere_or_is_new(file) -> None:  # type: ignore[no-untyped-def]
    before, after = framework(file.from_framework), framework(file.to_framework)
    covered = crosswalk().coverage(
        [item.id for item in before.of_kind(*file.covers_from)],
        [item.id for item in after.of_kind(*file.covers_to)],
        after.id,
    )
    assert covered.whole, covered


def test_the_chain_of_crosswalks_has_no_gap() -> None:
    steps = [(file.from_framework, file.to_framework) for file in crosswalk_files()]
    assert steps == list(pairwise(CHAIN))


def test_no_link_is_given_twice() -> None:
    for file in crosswalk_files():
        pairs = [(entry.from_, entry.to) for entry in file.links]
        assert len(set(pairs)) == len(pairs), file.id


def test_words_of_relations_say_what_the_graph_shows() -> None:
    """Split has several targets, merged several sources; what is dropped or new stands alone."""
    graph = crosswalk()
    for link in graph.links:
        if link.relation is Relation.MERGED:
            assert len(graph.beside(link.target or "", Way.BACK)) > 1, link
        if link.relation is Relation.SPLIT:
            assert len(graph.beside(link.source or "", Way.FORWARD)) > 1, link
        if link.relation is Relation.DROPPED:
            assert not graph.beside(link.source or "", Way.FORWARD), link
        if link.relation is Relation.NEW:
            assert not graph.beside(link.target or "", Way.BACK), link
        if link.relation is Relation.UNDETERMINED:
            target = framework(link.into).item(link.target or "")
            assert target.printed is Printed.NOT_PUBLISHED, link


def test_the_printed_links_of_spa2_are_the_printed_ones() -> None:
    """SPA2 lines 56-80: concept 2 is split, 2, 6 and 7 make 5, 5 and part of 2 make 4, 8 is expanded."""
    graph = crosswalk()
    assert graph.beside("spa1-2006.ppc2", Way.FORWARD) == ("spa2.ppc5", "spa2.ppc4")
    assert set(graph.beside("spa2.ppc5", Way.BACK)) == {f"spa1-2006.ppc{n}" for n in (2, 6, 7)}
    assert set(graph.beside("spa2.ppc4", Way.BACK)) == {f"spa1-2006.ppc{n}" for n in (2, 5)}
    printed = next(file for file in crosswalk_files() if file.id == "spa1-2006-to-spa2")
    assert {entry.basis for entry in printed.links} == {"printed"}
    assert graph.shared_sources(["spa2.ppc4", "spa2.ppc5"]) == {"spa1-2006.ppc2": ("spa2.ppc4", "spa2.ppc5")}


def test_a_series_over_four_plans_says_where_it_breaks() -> None:
    story = crosswalk().story("spa2.ppc8")
    assert [segment.framework for segment in story] == CHAIN
    run = crosswalk().run("spa2.ppc8")
    assert [segment.framework for segment in run] == ["spa1-2005", "spa1-2006", "spa2"]
    seams = {segment.framework: segment.with_previous for segment in story}
    assert seams["spa1-2006"] is Comparability.SAME and seams["spa3"] is Comparability.BROKEN


def test_alignments_name_existing_items_and_reach_every_article() -> None:
    known = {item.id for one in frameworks().values() for item in one.items}
    served: set[str] = set()
    for file in alignments():
        for pair in file.pairs:
            assert {pair.item, *pair.serves} <= known, pair
            served.update(pair.serves)
    articles = {item.id for item in framework("mou-2004").of_kind(ItemKind.ARTICLE)}
    assert articles - served == {"mou-2004.a34"}, "only the rule of amendment is served by no plan"


# -- reference sheets


def test_every_target_of_spa2_and_every_marker_has_a_sheet() -> None:
    sheets = indicators()
    assert {s.item for s in sheets.values() if s.framework == "spa2"} == {
        item.id for item in framework("spa2").of_kind(ItemKind.TARGET)
    }
    assert [s.code for s in sheets.values() if s.framework == "unact-2014"] == [str(n) for n in range(1, 15)]
    for sheet in sheets.values():
        assert framework(sheet.framework).item(sheet.item)
        assert sheet.definition and sheet.means_of_verification and sheet.targets, sheet.id


def test_no_baseline_is_a_silent_zero_and_no_percentage_is_summed() -> None:
    for sheet in indicators().values():
        assert sheet.baseline.figure.number is None, "no baseline number is printed in any document"
        if sheet.unit.value == "percent":
            assert sheet.across_countries.value != "sum" and sheet.numerator and sheet.denominator


# -- the files themselves


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_person_is_named_and_every_document_is_known(path: Path) -> None:
    """Officials listed in the documents are no data of ours: no honorific, no rank, no address."""
    text = path.read_text(encoding="utf-8")
    found = re.search(r"\b(Mr|Mrs|Ms|H\.E|Pol\.|Gen\.|Col\.|Lt\.|Dr)\.?\s+[A-Z]|@|\+\d{2}[- ]", text)
    assert not found, found
    known = {entry["short"] for entry in tomllib.loads((DATA / "sources.toml").read_text())["documents"]}
    assert set(re.findall(r'document = "([^"]+)"', text)) <= known


def write(folder: Path, text: str) -> Path:
    path = folder / "broken.toml"
    path.write_text(text, encoding="utf-8")
    return path


HEAD = """
id = "x"
version = 1
title = "A plan"
short = "X"
kind = "plan"
order = 1
standing = "adopted"
published = "whole"
source = { document = "SPA2", place = "line 1" }
"""
ITEM = """
[[items]]
id = "{id}"
kind = "area"
title = "An area"
source = {{ document = "SPA2", place = "line 2" }}
"""


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (ITEM.format(id="x.a") + ITEM.format(id="x.a"), "stands twice"),
        (ITEM.format(id="y.a"), "must begin with"),
        (ITEM.format(id="x.a") + 'parent = "x.nowhere"\n', "not here"),
        ('\n[[items]]\nid = "x.a"\nkind = "area"\ntitle = "An area"\n', "where it comes from"),
    ],
)
def test_a_faulty_file_is_refused_with_a_sentence(tmp_path: Path, more: str, says: str) -> None:
    with pytest.raises(PolicyError, match=says):
        load_toml(write(tmp_path, HEAD + more), Framework)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (
            {"from": "a.x", "to": "b.y", "relation": "new", "comparability": "broken", "note": "n"},
            "no 'from'",
        ),
        (
            {"from": "a.x", "to": "b.y", "relation": "dropped", "comparability": "broken", "note": "n"},
            "no 'to'",
        ),
        ({"from": "a.x", "relation": "merged", "comparability": "same"}, "both"),
        ({"from": "a.x", "to": "b.y", "relation": "merged", "comparability": "broken"}, "why a series"),
    ],
)
def test_a_link_must_make_sense(fields: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        LinkEntry.model_validate(
            {**fields, "basis": "printed", "source": {"document": "SPA2", "place": "line 1"}}
        )


def test_an_unknown_framework_is_answered_with_those_there_are() -> None:
    with pytest.raises(PolicyError, match=r"no framework 'spa9'.*spa2"):
        framework("spa9")
