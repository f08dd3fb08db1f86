"""A country drafts, endorses, is reviewed and published; the other five see it when they may and never
before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from tests.harness.people import make_member, make_office, seen_by

from wellknit.commands.acting import as_role
from wellknit.lib.indicators import Missing, Value

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def cast(db: Any) -> Callable[[str], Any]:
    """`cast('TH drafter')` is a scope as that person."""
    from wellknit.plan.models import Period

    with as_role("owner"):
        Period.objects.create(key="2031", kind="year", starts=date(2031, 1, 1), ends=date(2031, 12, 31))
    offices = {
        code: make_office(f"tf-{code.lower()}", kind="task_force", jurisdiction=code) for code in ("TH", "VN")
    }
    offices["SEC"] = make_office("secretariat", kind="secretariat", jurisdiction="TH")
    offices["NGO"] = make_office("forum", kind="ngo", jurisdiction="TH")
    people = {
        "TH drafter": (make_member(offices["TH"], "task_force_drafter", "Alice Invented"), offices["TH"]),
        "TH endorser": (make_member(offices["TH"], "task_force_endorser", "Bob Invented"), offices["TH"]),
        "VN drafter": (make_member(offices["VN"], "task_force_drafter", "Charlie Invented"), offices["VN"]),
        "VN endorser": (make_member(offices["VN"], "task_force_endorser", "Dora Invented"), offices["VN"]),
        "officer": (make_member(offices["SEC"], "secretariat_officer", "Erin Invented"), offices["SEC"]),
        "officer 2": (make_member(offices["SEC"], "secretariat_officer", "Fay Invented"), offices["SEC"]),
        "forum": (make_member(offices["NGO"], "civil_society", "Gus Invented"), offices["NGO"]),
    }

    @contextmanager
    def play(name: str) -> Iterator[Any]:
        with seen_by(*people[name]) as viewer:
            yield viewer

    play.people = people  # type: ignore[attr-defined]
    return play


def period() -> Any:
    from wellknit.plan.models import Period

    return Period.objects.get(key="2031")


def drafted(cast: Any, who: str = "TH drafter", unit: str = "TH") -> Any:
    """A Thai draft with one figure, one judgement and one section."""
    from wellknit.plan.actions.block import open_block
    from wellknit.plan.actions.figures import declare, record_figure, write_section
    from wellknit.plan.models import FactKind
    from wellknit.plan.states import BlockKind

    with cast(who) as viewer:
        block = open_block(by=viewer, kind=BlockKind.REPORT, unit=unit, period=period(), framework="spa2")
        if unit != "REG":
            record_figure(
                block, by=viewer, indicator="spa2.i4-4", kind=FactKind.ACTUAL, value=Value(number=D(3))
            )
        declare(block, by=viewer, about="spa2.ppc1.t1", declared="in-progress")
        write_section(block, by=viewer, section="summary", text="A quiet year.")
    return block


def counts() -> tuple[int, int, int]:
    from wellknit.plan.models import Fact, Narrative, StatusCall

    return Fact.objects.count(), StatusCall.objects.count(), Narrative.objects.count()


def published(cast: Any) -> Any:
    from wellknit.plan.actions import block as verbs

    block = drafted(cast)
    with cast("TH endorser") as viewer:
        verbs.endorse(block, by=viewer, rows=3)
    with cast("officer") as viewer:
        verbs.review(block, by=viewer)
        verbs.publish(block, by=viewer)
    return block


def test_a_draft_is_its_own_countrys_alone(cast: Any):
    drafted(cast)
    seen = {}
    for name in ("TH drafter", "TH endorser", "VN drafter", "officer", "forum"):
        with cast(name):
            seen[name] = counts()
    assert seen["TH drafter"] == seen["TH endorser"] == (1, 1, 1)
    assert seen["VN drafter"] == seen["officer"] == seen["forum"] == (0, 0, 0)


def test_the_secretariat_reads_from_endorsement_and_the_others_from_publication(cast: Any):
    from wellknit.plan.actions import block as verbs

    block = drafted(cast)
    with cast("TH endorser") as viewer:
        verbs.endorse(block, by=viewer, rows=3)
    with cast("officer") as viewer:
        assert counts() == (1, 1, 1)
        verbs.review(block, by=viewer)
    with cast("VN drafter"):
        assert counts() == (0, 0, 0)
    with cast("officer") as viewer:
        verbs.publish(block, by=viewer)
    for name in ("VN drafter", "forum"):
        with cast(name):
            assert counts() == (1, 1, 1)


def test_nobody_endorses_what_they_wrote_even_with_both_roles(cast: Any):
    from wellknit.plan.actions import block as verbs
    from wellknit.platform.access.refusals import NotNow

    alice, office = cast.people["TH drafter"]
    make_member(office, "task_force_endorser", alice.name)
    block = drafted(cast)
    with pytest.raises(NotNow, match="four eyes"), cast("TH drafter") as viewer:
        verbs.endorse(block, by=viewer, rows=3)


def test_the_database_refuses_the_author_too(cast: Any):
    from django.db import IntegrityError

    from wellknit.plan.models import Block

    block = drafted(cast)
    alice, _office = cast.people["TH drafter"]
    with pytest.raises(IntegrityError, match="four_eyes"), cast("TH endorser"):
        Block.objects.filter(pk=block.pk).update(state="endorsed", endorsed_by_id=alice.pk)


@pytest.mark.parametrize("who", ["VN drafter", "VN endorser", "officer", "forum"])
def test_nobody_writes_into_anothers_report(cast: Any, who: str):
    from wellknit.plan.actions.figures import declare
    from wellknit.platform.access.refusals import NotYou

    block = drafted(cast)
    with pytest.raises(NotYou), cast(who) as viewer:
        declare(block, by=viewer, about="spa2.ppc1.t2", declared="achieved")


@pytest.mark.parametrize("who", ["VN drafter", "officer", "forum"])
def test_the_database_refuses_it_too(cast: Any, who: str):
    from django.db import DatabaseError
    from django.utils import timezone

    from wellknit.plan.models import StatusCall

    block = published(cast)
    with pytest.raises(DatabaseError), cast(who) as viewer:
        StatusCall(
            block=block, unit="TH", framework="spa2", about="x", period="2031", declared="achieved",
            recorded_by_id=viewer.person_id, recorded_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip


def test_a_row_cannot_be_smuggled_into_anothers_block(cast: Any):
    from django.db import DatabaseError
    from django.utils import timezone

    from wellknit.plan.models import StatusCall

    block = published(cast)
    with pytest.raises(DatabaseError, match="another unit"), cast("VN drafter") as viewer:
        StatusCall(
            block=block, unit="VN", framework="spa2", about="x", period="2031", declared="achieved",
            shown="all",
            recorded_by_id=viewer.person_id, recorded_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip


def test_an_official_cannot_open_her_draft_wider_than_her_block(cast: Any):
    from wellknit.plan.models import StatusCall

    block = drafted(cast)
    with cast("TH drafter") as viewer:
        StatusCall(
            block=block, unit="TH", framework="spa2", about="y", period="2031", declared="achieved",
            shown="all",
            recorded_by_id=viewer.person_id, recorded_at=block.opened_at,
        ).save(force_insert=True)  # fmt: skip
    with cast("VN drafter"):
        assert counts()[1] == 0


def test_a_return_needs_a_reason_and_gives_the_draft_back(cast: Any):
    from wellknit.plan.actions import block as verbs
    from wellknit.plan.models import BlockMove
    from wellknit.platform.access.refusals import NotValid

    block = drafted(cast)
    with cast("TH endorser") as viewer:
        verbs.endorse(block, by=viewer, rows=3)
    with pytest.raises(NotValid, match="Say why"), cast("officer") as viewer:
        verbs.send_back(block, by=viewer, reason=" ")
    with cast("officer") as viewer:
        verbs.send_back(block, by=viewer, reason="Target 1.1 has no evidence.")
        assert counts() == (0, 0, 0)
    with cast("TH drafter"):
        assert BlockMove.objects.get(verb="return").reason == "Target 1.1 has no evidence."
    with cast("VN drafter"):
        assert not BlockMove.objects.filter(verb="return").exists()


def test_what_is_published_cannot_be_unapproved(cast: Any):
    from wellknit.plan.actions import block as verbs
    from wellknit.platform.access.refusals import NotNow

    block = published(cast)
    with pytest.raises(NotNow, match="cannot be taken back"), cast("officer") as viewer:
        verbs.send_back(block, by=viewer, reason="Oh.")
    with pytest.raises(NotNow, match="cannot be taken back"), cast("TH endorser") as viewer:
        verbs.recall(block, by=viewer, reason="Oh.")


def test_a_correction_is_a_further_edition_and_both_are_kept(cast: Any):
    from wellknit.plan.actions import block as verbs
    from wellknit.plan.actions.figures import declare
    from wellknit.plan.models import Block
    from wellknit.plan.queries.matrix import status_matrix

    block = published(cast)
    with cast("TH drafter") as viewer:
        new = verbs.correct(block, by=viewer, reason="A course was counted twice.")
        declare(new, by=viewer, about="spa2.ppc1.t1", declared="no-activity")
    with cast("VN drafter") as viewer:
        row = next(r for r in status_matrix(viewer, "spa2", "2031").rows if r.id == "spa2.ppc1.t1")
        assert row.cells["TH"].declared == "in-progress"
    with cast("TH endorser") as viewer:
        verbs.endorse(new, by=viewer, rows=1)
    with cast("officer") as viewer:
        verbs.review(new, by=viewer)
        verbs.publish(new, by=viewer)
    with cast("VN drafter") as viewer:
        row = next(r for r in status_matrix(viewer, "spa2", "2031").rows if r.id == "spa2.ppc1.t1")
        assert row.cells["TH"].declared == "no-activity"
        states = dict(Block.objects.filter(unit="TH").values_list("edition", "state"))
        assert states == {1: "superseded", 2: "published"}


def test_a_figure_that_changes_needs_a_reason_and_the_old_one_stays(cast: Any):
    from wellknit.plan.actions.figures import record_figure
    from wellknit.plan.models import Fact, FactKind
    from wellknit.platform.access.refusals import NotValid

    block = drafted(cast)
    figure = {"indicator": "spa2.i4-4", "kind": FactKind.ACTUAL}
    with pytest.raises(NotValid, match="say why"), cast("TH drafter") as viewer:
        record_figure(block, by=viewer, value=Value(number=D(4)), **figure)
    with cast("TH drafter") as viewer:
        record_figure(
            block, by=viewer, value=Value(missing=Missing.WITHHELD), reason="Not agreed yet.", **figure
        )
    with cast("TH endorser"):
        revisions = list(
            Fact.objects.order_by("revision").values_list("number", "missing", "current", "reason")
        )
    assert revisions == [(D(3), "", False, ""), (None, "withheld", True, "Not agreed yet.")]


def test_a_target_revised_to_zero_is_told_and_kept(cast: Any):
    from wellknit.plan.actions.figures import record_figure
    from wellknit.plan.models import FactKind

    block = drafted(cast)
    goal = {"indicator": "spa2.i4-4", "kind": FactKind.TARGET}
    with cast("TH drafter") as viewer:
        record_figure(block, by=viewer, value=Value(number=D(5)), **goal)
        _fact, found = record_figure(block, by=viewer, value=Value(number=D(0)), reason="Dropped.", **goal)
    assert [finding.code for finding in found] == ["revised_to_zero"]


def test_a_percentage_over_100_is_a_sentence(cast: Any):
    from wellknit.plan.actions.figures import record_figure
    from wellknit.plan.models import FactKind
    from wellknit.platform.access.refusals import NotValid

    block = drafted(cast)
    with pytest.raises(NotValid, match="not between 0 and 100"), cast("TH drafter") as viewer:
        record_figure(
            block, by=viewer, indicator="unact-2014.m5", kind=FactKind.ACTUAL, value=Value(number=D(120))
        )


def test_withheld_needs_its_reason(cast: Any):
    from wellknit.plan.actions.figures import declare
    from wellknit.platform.access.refusals import NotValid

    block = drafted(cast)
    with pytest.raises(NotValid, match="reason"), cast("TH drafter") as viewer:
        declare(block, by=viewer, about="spa2.ppc1.t2", declared="withheld")


def test_the_regions_own_block_has_four_eyes_too(cast: Any):
    from wellknit.plan.actions import block as verbs
    from wellknit.platform.access.refusals import NotNow

    block = drafted(cast, "officer", "REG")
    with pytest.raises(NotNow, match="four eyes"), cast("officer") as viewer:
        verbs.endorse(block, by=viewer, rows=1)
    with cast("officer 2") as viewer:
        verbs.endorse(block, by=viewer, rows=1)
    with pytest.raises(NotNow, match="Somebody else"), cast("officer 2") as viewer:
        verbs.review(block, by=viewer)


def test_who_has_not_reported_is_seen_by_all_without_what_stands_in_it(cast: Any):
    from wellknit.plan.queries.blocks import who_has_reported

    drafted(cast)
    with cast("VN drafter") as viewer:
        standings = who_has_reported(viewer, "spa2", "2031", today=date(2031, 6, 1))
    assert [s.unit for s in standings] == ["KH", "CN", "LA", "MM", "TH", "VN", "REG"]
    assert [s.state for s in standings] == ["", "", "", "", "draft", "", ""]


def test_the_matrix_takes_the_same_number_of_statements_whatever_its_size(cast: Any):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from wellknit.plan.queries.matrix import status_matrix

    def statements(who: str) -> int:
        with cast(who) as viewer, CaptureQueriesContext(connection) as seen:
            status_matrix(viewer, "spa2", "2031")
        return len(seen)

    before = statements("VN drafter")
    published(cast)
    drafted(cast, "VN drafter", "VN")
    assert statements("VN drafter") == before <= 5
