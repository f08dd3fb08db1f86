"""Money under conditions, meetings and their decisions, questions and civil society, article 34, editions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from tests.harness.people import make_member, make_office, seen_by

from wellknit.commands.acting import as_role
from wellknit.plan.reference_files import units

SIX = [unit.code for unit in units() if unit.is_country]


@pytest.fixture
def cast(db: Any) -> Callable[[str], Any]:
    """`cast('KH endorser')`: six task forces, the Secretariat twice, a forum, a donor."""
    from wellknit.plan.models import Period

    with as_role("owner"):
        Period.objects.create(key="2031", kind="year", starts=date(2031, 1, 1), ends=date(2031, 12, 31))
        Period.objects.create(key="2032", kind="year", starts=date(2032, 1, 1), ends=date(2032, 12, 31))
    people = {}
    for code in SIX:
        office = make_office(f"tf-{code.lower()}", kind="task_force", jurisdiction=code)
        people[f"{code} drafter"] = (make_member(office, "task_force_drafter", f"Drafter {code}"), office)
        people[f"{code} endorser"] = (make_member(office, "task_force_endorser", f"Endorser {code}"), office)
    desk = make_office("secretariat", kind="secretariat", jurisdiction="TH")
    people["officer"] = (make_member(desk, "secretariat_officer", "Erin Invented"), desk)
    people["officer 2"] = (make_member(desk, "secretariat_officer", "Fay Invented"), desk)
    forum = make_office("forum", kind="ngo", jurisdiction="KH")
    people["forum"] = (make_member(forum, "civil_society", "Gus Invented"), forum)
    north = make_office("donor-north", kind="donor", jurisdiction="TH")
    people["donor"] = (make_member(north, "donor", "Hal Invented"), north)

    @contextmanager
    def play(name: str) -> Iterator[Any]:
        with seen_by(*people[name]) as viewer:
            yield viewer

    return play


def pledged(cast: Any) -> Any:
    from wellknit.lib.money import Effect, On, Restriction
    from wellknit.plan.actions.money import pledge

    rules = [
        Restriction(Effect.EXCLUDE, On.COUNTRY, frozenset({"MM"})),
        Restriction(Effect.PREFER, On.AREA, frozenset({"spa3.area2"})),
    ]
    with cast("officer") as viewer:
        return pledge(
            by=viewer,
            donor="North",
            framework="spa3",
            first_year=2031,
            last_year=2032,
            amount=D(1000),
            restrictions=rules,
        )


def test_what_a_donor_excludes_is_refused_and_a_preference_needs_a_reason(cast: Any):
    from wellknit.plan.actions.money import allocate
    from wellknit.platform.access.refusals import NotValid

    given = pledged(cast)
    with pytest.raises(NotValid, match="excludes MM"), cast("officer") as viewer:
        allocate(given, by=viewer, unit="MM", year=2031, amount=D(10), areas=["spa3.area2"])
    with pytest.raises(NotValid, match="would rather"), cast("officer") as viewer:
        allocate(given, by=viewer, unit="KH", year=2031, amount=D(10), areas=["spa3.area1"])
    with cast("officer") as viewer:
        allocate(
            given,
            by=viewer,
            unit="KH",
            year=2031,
            amount=D(990),
            areas=["spa3.area1"],
            why_not_preferred="Agreed by letter.",
        )
    with pytest.raises(NotValid, match=r"Only 10\.00"), cast("officer") as viewer:
        allocate(given, by=viewer, unit="KH", year=2031, amount=D(11), areas=["spa3.area2"])
    with pytest.raises(NotValid, match="year"), cast("officer") as viewer:
        allocate(given, by=viewer, unit="KH", year=2035, amount=D(1), areas=["spa3.area2"])


def test_a_government_reads_its_own_money_and_no_donors_conditions(cast: Any):
    from wellknit.plan.actions.money import allocate, enter
    from wellknit.plan.models import EntryKind, Pledge, PledgeRestriction
    from wellknit.plan.queries.money import utilisation

    given = pledged(cast)
    with cast("officer") as viewer:
        mine, _found = allocate(given, by=viewer, unit="KH", year=2031, amount=D(400), areas=["spa3.area2"])
        enter(mine, by=viewer, kind=EntryKind.RECEIVED, amount=D(400), day=date(2031, 2, 1))
    with cast("KH drafter") as viewer:
        enter(mine, by=viewer, kind=EntryKind.SPENT, amount=D(100), day=date(2031, 3, 1))
        assert not Pledge.objects.exists() and not PledgeRestriction.objects.exists()
        (row,) = utilisation(viewer, 2031)
        assert (row.unit, row.allocated, row.spent) == ("KH", D(400), D(100))
    with cast("TH drafter") as viewer:
        assert utilisation(viewer, 2031) == []


def test_a_donor_sees_its_own_pledge_alone(cast: Any):
    from wellknit.plan.actions.money import pledge
    from wellknit.plan.queries.money import pledges

    pledged(cast)
    with cast("donor") as viewer:
        pledge(by=viewer, donor="Own", framework="spa3", first_year=2031, last_year=2031, amount=D(5))
        assert [row.pledge.donor for row in pledges(viewer)] == ["Own"]
    with cast("officer") as viewer:
        assert len(pledges(viewer)) == 2


def test_money_without_a_rate_is_a_sentence(cast: Any):
    from wellknit.plan.actions.money import allocate, enter
    from wellknit.plan.models import EntryKind, ExchangeRate
    from wellknit.platform.access.refusals import NotValid

    given = pledged(cast)
    with cast("officer") as viewer:
        mine, _found = allocate(given, by=viewer, unit="TH", year=2031, amount=D(400), areas=["spa3.area2"])
    spent = {"kind": EntryKind.SPENT, "amount": D(3500), "day": date(2031, 3, 1), "currency": "THB"}
    with pytest.raises(NotValid, match="no rate for THB"), cast("TH drafter") as viewer:
        enter(mine, by=viewer, **spent)
    with as_role("owner"):
        ExchangeRate.objects.create(
            currency="THB", day=date(2031, 1, 1), per_usd=D(35), source="Central bank"
        )
    with cast("TH drafter") as viewer:
        assert enter(mine, by=viewer, **spent).usd == D(100)


def test_done_is_not_adequate_until_somebody_else_has_looked(cast: Any):
    from wellknit.plan.actions import meeting as verbs
    from wellknit.plan.queries.meetings import open_follow_ups
    from wellknit.platform.access.refusals import NotNow, NotValid, NotYou

    with cast("officer") as viewer:
        som = verbs.announce(by=viewer, series="som", title="SOM of 2031", starts="2031-12")
        decided = verbs.decide(som, by=viewer, text="Share the register of brokers.", about="spa2.ppc6.t1")
        task = verbs.assign(decided, by=viewer, owner="KH", text="Send the register.", due=date(2031, 6, 30))
        own = verbs.assign(decided, by=viewer, owner="REG", text="Collect them.", due=None)
    with pytest.raises(NotYou), cast("TH drafter") as viewer:
        verbs.report_done(task, by=viewer, evidence="x")
    with pytest.raises(NotValid, match="shows that it is done"), cast("KH drafter") as viewer:
        verbs.report_done(task, by=viewer, evidence=" ")
    with cast("KH drafter") as viewer:
        verbs.report_done(task, by=viewer, evidence="Letter 12")
    with cast("officer") as viewer:
        verbs.verify(task, by=viewer, adequate=False, verdict="Two provinces are missing.")
        assert [f.text for f in open_follow_ups(viewer)] == ["Send the register.", "Collect them."]
        verbs.report_done(own, by=viewer, evidence="A folder")
    with pytest.raises(NotNow, match="Somebody else"), cast("officer") as viewer:
        verbs.verify(own, by=viewer, adequate=True, verdict="")
    with cast("officer 2") as viewer:
        verbs.verify(own, by=viewer, adequate=True, verdict="")
        assert [f.text for f in open_follow_ups(viewer)] == ["Send the register."]


def test_a_countrys_own_meeting_is_not_the_others(cast: Any):
    from wellknit.plan.actions import meeting as verbs
    from wellknit.plan.queries.meetings import meetings

    with cast("KH drafter") as viewer:
        verbs.announce(by=viewer, series="national-tf", title="National task force")
        assert len(meetings(viewer)) == 1
    with cast("TH drafter") as viewer:
        assert meetings(viewer) == []


def test_four_of_six_open_the_consultation_and_six_of_six_adopt(cast: Any):
    from wellknit.plan.actions import process as verbs
    from wellknit.plan.queries.register import amendment
    from wellknit.platform.access.refusals import NotNow, NotValid

    letter = {"letter": "No. 1", "dated": date(2031, 1, 1)}
    with cast("KH endorser") as viewer:
        made = verbs.ask(by=viewer, framework="mou-2004", title="Article 9", text="New words.", **letter)
    for code in SIX[1:3]:
        with cast(f"{code} endorser") as viewer:
            verbs.assent(made, by=viewer, **letter)
    with pytest.raises(NotNow, match="3 of 4"), cast("officer") as viewer:
        verbs.consult(made, by=viewer)
    with cast(f"{SIX[3]} endorser") as viewer:
        verbs.assent(made, by=viewer, **letter)
        verbs.assent(made, by=viewer, **letter)  # a second letter of the same government counts once
    with cast("officer") as viewer:
        made = verbs.consult(made, by=viewer)
    with pytest.raises(NotNow, match="0 of 6"), cast("officer") as viewer:
        verbs.adopt(made, by=viewer)
    for code in SIX[:5]:
        with cast(f"{code} endorser") as viewer:
            verbs.assent(made, by=viewer, **letter)
    with pytest.raises(NotNow, match="5 of 6"), cast("officer") as viewer:
        verbs.adopt(made, by=viewer)
    with pytest.raises(NotValid, match="in writing"), cast(f"{SIX[5]} endorser") as viewer:
        verbs.assent(made, by=viewer, letter=" ", dated=date(2031, 1, 1))
    with cast(f"{SIX[5]} endorser") as viewer:
        verbs.assent(made, by=viewer, **letter)
    with cast("officer") as viewer:
        assert verbs.adopt(made, by=viewer).state == "adopted"
        assert len(amendment(viewer, made.pk).agreed) == 6


def test_nobody_writes_a_governments_letter_for_it(cast: Any):
    from django.db import DatabaseError
    from django.utils import timezone

    from wellknit.plan.actions import process as verbs
    from wellknit.plan.models import Assent
    from wellknit.platform.access.refusals import NotYou

    with cast("KH endorser") as viewer:
        made = verbs.ask(
            by=viewer, framework="mou-2004", title="A", text="B", letter="No. 1", dated=date(2031, 1, 1)
        )
    with pytest.raises(NotYou), cast("officer") as viewer:
        verbs.assent(made, by=viewer, letter="No. 2", dated=date(2031, 1, 1))
    with pytest.raises(DatabaseError), cast("officer") as viewer:
        Assent(
            amendment=made, unit="CN", stage="ask", letter="forged", dated=date(2031, 1, 1),
            by_id=viewer.person_id,
            at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip


def published(cast: Any, unit: str = "KH", declared: str = "achieved") -> Any:
    from wellknit.plan.actions import block as verbs
    from wellknit.plan.actions.figures import declare
    from wellknit.plan.models import Period
    from wellknit.plan.states import BlockKind

    with cast(f"{unit} drafter") as viewer:
        span = Period.objects.get(key="2031")
        block = verbs.open_block(by=viewer, kind=BlockKind.REPORT, unit=unit, period=span, framework="spa2")
        declare(block, by=viewer, about="spa2.ppc1.t1", declared=declared)
    with cast(f"{unit} endorser") as viewer:
        verbs.endorse(block, by=viewer, rows=1)
    with cast("officer") as viewer:
        verbs.review(block, by=viewer)
        return verbs.publish(block, by=viewer)


def test_a_question_is_between_two_until_it_is_answered(cast: Any):
    from wellknit.plan.actions import dialogue
    from wellknit.plan.models import Question
    from wellknit.platform.access.refusals import NotYou

    block = published(cast)
    with cast("TH drafter") as viewer:
        asked = dialogue.ask(block, by=viewer, text="How many courses?")
    with cast("VN drafter"):
        assert not Question.objects.exists()
    with pytest.raises(NotYou), cast("VN drafter") as viewer:
        dialogue.reply(asked, by=viewer, text="None of theirs.")
    with cast("KH drafter") as viewer:
        dialogue.reply(Question.objects.get(), by=viewer, text="Two.")
    with cast("VN drafter"):
        assert Question.objects.get().reply == "Two."


def test_civil_society_stands_beside_and_nobody_holds_it_back(cast: Any):
    from wellknit.plan.actions import dialogue
    from wellknit.plan.models import CivilReport, Period, StatusCall
    from wellknit.plan.queries.annual import annual_report

    published(cast)
    with cast("forum") as viewer:
        span = Period.objects.get(key="2031")
        told = dialogue.write_civil_report(
            by=viewer,
            unit="KH",
            period=span,
            framework="spa2",
            about="spa2.ppc1.t1",
            text="We saw no course.",
        )
    for who in ("KH drafter", "officer"):
        with cast(who):
            assert not CivilReport.objects.exists()
    with cast("forum") as viewer:
        dialogue.release_civil_report(told, by=viewer)
    with cast("KH drafter"):
        assert CivilReport.objects.get().text == "We saw no course."
    with cast("TH drafter") as viewer:
        report = annual_report(viewer, "spa2", "2031", "KH")
        assert [section.text for section in report.civil] == ["We saw no course."]
        assert StatusCall.objects.get(unit="KH").declared == "achieved"


def test_a_government_cannot_change_what_civil_society_wrote(cast: Any):
    from django.db import DatabaseError

    from wellknit.plan.actions import dialogue
    from wellknit.plan.models import CivilReport, Period

    with cast("forum") as viewer:
        span = Period.objects.get(key="2031")
        told = dialogue.write_civil_report(
            by=viewer, unit="KH", period=span, framework="spa2", about="", text="Ours."
        )
        dialogue.release_civil_report(told, by=viewer)
    with pytest.raises(DatabaseError), cast("KH drafter"):
        CivilReport.objects.filter(pk=told.pk).update(text="Theirs.")


def test_an_edition_is_the_same_after_its_data_have_changed(cast: Any):
    from wellknit.lib.documents.tree import to_json
    from wellknit.plan import reference_files
    from wellknit.plan.actions import block as verbs
    from wellknit.plan.actions import edition as editions
    from wellknit.plan.actions.figures import declare
    from wellknit.plan.models import Edition
    from wellknit.plan.queries.matrix import status_matrix
    from wellknit.plan.reports.som import som_document
    from wellknit.platform.access.refusals import NotNow, NotValid

    def now(viewer: Any) -> Any:
        matrix = status_matrix(viewer, "spa2", "2031", published_only=True)
        return som_document(matrix, reference_files.scales()[matrix.scale])

    block = published(cast)
    same = {"kind": "som", "unit": "REG", "framework": "spa2", "period": "2031"}
    with cast("officer") as viewer:
        first = editions.freeze(now(viewer), by=viewer, **same)
        before = to_json(editions.document_of(first))
    with cast("KH drafter") as viewer:
        new = verbs.correct(block, by=viewer, reason="Miscounted.")
        declare(new, by=viewer, about="spa2.ppc1.t1", declared="no-activity")
    with cast("KH endorser") as viewer:
        verbs.endorse(new, by=viewer, rows=1)
    with cast("officer") as viewer:
        verbs.review(new, by=viewer)
        verbs.publish(new, by=viewer)
        kept = Edition.objects.get(pk=first.pk)
        assert to_json(editions.document_of(kept)) == before
        assert to_json(now(viewer)) != before
    with pytest.raises(NotNow, match="corrigendum"), cast("officer") as viewer:
        editions.freeze(now(viewer), by=viewer, **same)
    with pytest.raises(NotValid, match="corrects"), cast("officer") as viewer:
        editions.freeze(now(viewer), by=viewer, corrects=kept, **same)
    with cast("officer") as viewer:
        second = editions.freeze(
            now(viewer), by=viewer, corrects=kept, corrigendum="Cambodia, target 1.", **same
        )
        assert (second.number, second.corrects_id) == (2, first.pk) and second.digest != first.digest


def test_an_edition_changed_in_the_database_is_not_printed(cast: Any):
    from django.db import DatabaseError

    from wellknit.lib.documents.tree import Document, Para
    from wellknit.plan.actions import edition as editions
    from wellknit.plan.models import Edition
    from wellknit.platform.access.refusals import NotValid

    with cast("officer") as viewer:
        kept = editions.freeze(
            Document("T", (Para("Words."),)),
            by=viewer,
            kind="som",
            unit="REG",
            framework="spa2",
            period="2031",
        )
    with pytest.raises(DatabaseError), cast("officer"):
        Edition.objects.filter(pk=kept.pk).update(title="Other")
    with as_role("owner"):
        tree = {**kept.tree, "title": "Other"}
        Edition.objects.filter(pk=kept.pk).update(tree=tree)
    with pytest.raises(NotValid, match="hash"), cast("officer"):
        editions.document_of(Edition.objects.get(pk=kept.pk))


def test_unfinished_lines_are_carried_over_on_demand_and_once(cast: Any):
    from wellknit.plan.actions import block as verbs
    from wellknit.plan.actions import workplan
    from wellknit.plan.models import Period, WorkplanLine
    from wellknit.plan.queries.workplans import unfinished_before
    from wellknit.plan.states import BlockKind
    from wellknit.platform.access.refusals import Conflict

    with cast("KH drafter") as viewer:
        plans = [
            verbs.open_block(
                by=viewer,
                kind=BlockKind.WORKPLAN,
                unit="KH",
                period=Period.objects.get(key=key),
                framework="spa2",
            )
            for key in ("2031", "2032")
        ]
        line = workplan.add_line(
            plans[0], by=viewer, line=workplan.LineInput({"title": "A course", "q1": True})
        )
        workplan.move_line(line, by=viewer, verb="start")
        assert unfinished_before(viewer, plans[1]) == [line]
        workplan.carry_over(line, by=viewer, into=plans[1])
        workplan.carry_over(line, by=viewer, into=plans[1])
        assert unfinished_before(viewer, plans[1]) == []
        carried = WorkplanLine.objects.get(block=plans[1])
        assert (carried.title, carried.carried_from_id, carried.state) == ("A course", line.pk, "planned")
        workplan.change_line(carried, by=viewer, change=workplan.LineInput({"title": "B"}), version=1)
    with pytest.raises(Conflict) as both, cast("KH drafter") as viewer:
        workplan.change_line(carried, by=viewer, change=workplan.LineInput({"title": "C"}), version=1)
    assert both.value.theirs == {"title": "B"}


def test_disaggregation_that_does_not_add_up_is_told_and_kept(cast: Any):
    from wellknit.lib.indicators import Value
    from wellknit.plan.actions import block as verbs
    from wellknit.plan.actions.figures import record_figure
    from wellknit.plan.models import FactKind, Period
    from wellknit.plan.states import BlockKind

    with cast("officer") as viewer:
        span = Period.objects.get(key="2031")
        block = verbs.open_block(
            by=viewer, kind=BlockKind.REPORT, unit="REG", period=span, framework="unact-2014"
        )
        row = {"by": viewer, "indicator": "unact-2014.m13", "kind": FactKind.ACTUAL}
        record_figure(block, value=Value(number=D(70)), **row)
        record_figure(block, value=Value(number=D(40)), dims="sex=female", **row)
        _fact, told = record_figure(block, value=Value(number=D(20)), dims="sex=male", **row)
    assert [finding.code for finding in told] == ["parts_differ"]


def test_a_period_that_overlaps_one_of_its_kind_is_refused(cast: Any):
    from wellknit.plan.actions.period import open_period
    from wellknit.platform.access.refusals import NotValid, NotYou

    with cast("officer") as viewer:
        open_period(by=viewer, key="2031-H1", kind="half", starts=date(2031, 1, 1), ends=date(2031, 6, 30))
        open_period(by=viewer, key="2033", kind="year", starts=date(2033, 1, 1), ends=date(2033, 12, 31))
    with pytest.raises(NotValid, match="overlaps the period 2031"), cast("officer") as viewer:
        open_period(by=viewer, key="2030-B", kind="year", starts=date(2030, 7, 1), ends=date(2031, 6, 30))
    with pytest.raises(NotValid, match="already"), cast("officer") as viewer:
        open_period(by=viewer, key="2031", kind="year", starts=date(2040, 1, 1), ends=date(2040, 12, 31))
    with pytest.raises(NotYou), cast("KH drafter") as viewer:
        open_period(by=viewer, key="2040", kind="year", starts=date(2040, 1, 1), ends=date(2040, 12, 31))
