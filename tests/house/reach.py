"""One case with everything that can hang on it, and every verb on it as a call that its holder can make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.harness.people import make_member, make_office, seen_by
from tests.unit.protection import (
    test_care,
    test_consent,
    test_journeys,
    test_quality,
    test_rights,
    test_story,
)
from tests.unit.protection.papers import png, uploaded

from wellknit.commands.acting import as_role

# Whoever has all these may do everything on a case: a refusal is then about reach and nothing else.
ROLES = ("social_worker", "supervisor", "shelter_manager", "nurse", "mdt_member", "mdt_chair",
         "identification_authority")  # fmt: skip


@dataclass
class File:
    """A case, its holder, another office, and what hangs on the case."""

    holder: Any
    other: Any
    case: Any
    closed: Any
    fresh: Any
    things: dict[str, Any]

    @property
    def cases(self) -> tuple[Any, ...]:
        """All that the holder holds."""
        return self.case, self.closed, self.fresh


def everybody(office: Any, name: str) -> Any:
    """One person with all roles of the chain in an office."""
    users = [make_member(office, role, name) for role in ROLES]
    return users[0]


def made() -> File:
    """The case, held by a shelter; by one person, so that a second one can approve."""
    holder, other = make_office("reach-holder"), make_office("reach-other", kind="ngo")
    worker = everybody(holder, "Hol One")
    with seen_by(worker, holder) as viewer:
        file = _opened(viewer, holder, other)
    with as_role("owner"):
        old = timezone.localdate() - timedelta(days=365 * 20)
        type(file.closed).objects.filter(pk=file.closed.pk).update(opened_on=old, closed_on=old)
    with seen_by(worker, holder) as viewer:
        _told(file, viewer)
        _given(file, viewer)
        _decided(file, viewer)
    return file


def _opened(viewer: Any, holder: Any, other: Any) -> File:
    from wellknit.protection.actions import case
    from wellknit.protection.actions.person import Who

    who, adult = Who(sex="female", name_latin="Zznamezz", nationality="MM"), case.Opening("18+", True)
    closed = case.close(case.open(who, adult, by=viewer), by=viewer, reason="reintegrated")
    return File(holder, other, case.open(who, adult, by=viewer), closed, case.open(who, adult, by=viewer), {})


def _told(file: File, viewer: Any) -> None:
    from wellknit.protection.actions import consent, document, guardian, rights
    from wellknit.protection.recipients import office_key

    case, things = file.case, file.things
    things["consent"] = consent.write(case, test_consent.answered(), by=viewer)
    for purpose in ("referral", "protection"):
        whole = test_consent.answered(
            purpose=purpose,
            recipient=office_key(file.other.pk),
            scope=(*test_journeys.ALL, "family", "health"),
        )
        consent.write(case, whole, by=viewer)
    things["guardian"] = guardian.add(case, by=viewer, name="Aunt Invented", relation="aunt_uncle")
    things["paper"] = document.add(case, uploaded(png()), by=viewer, title="x", kind="medical")
    things["explained"] = rights.explain(case, test_rights.told(), by=viewer)


def _given(file: File, viewer: Any) -> None:
    from wellknit.protection.actions import care, clock, place, reservation, stay, work
    from wellknit.protection.models import Clock

    case, things = file.case, file.things
    house = place.House("Women", 9, sexes=("female",), ages=("18+",))
    things["unit"] = place.add_unit(place.keep(by=viewer), house, by=viewer)
    things["goal"] = care.say_goal(case, "home", by=viewer)
    things["service"] = care.propose(case, care.Offer("orientation"), by=viewer)
    begun = care.turn(care.propose(case, care.Offer("safety"), by=viewer), "agree", by=viewer)
    things["begun"] = care.turn(begun, "start", by=viewer)
    things["path"] = work.wish(case, by=viewer)
    things["bed"] = reservation.keep(
        case, things["unit"], until=timezone.now() + timedelta(hours=6), by=viewer
    )
    things["stay"] = stay.begin(case, spell(), by=viewer)
    clock.start("border-assess", office_id=viewer.office_id, case_id=case.pk)
    things["clock"] = Clock.objects.get(case_id=case.pk, rule="border-assess")


def _decided(file: File, viewer: Any) -> None:
    from wellknit.protection.actions import correction, identification, retention, reviewing
    from wellknit.protection.models import ConferenceDecision

    case, things = file.case, file.things
    things["identification"] = identification.begin(case, by=viewer)
    things["hold"] = retention.hold(
        case, by=viewer, basis="compensation", reason="Her claim is before the court."
    )
    things["proposal"] = retention.propose(file.closed, by=viewer, what="delete", why="Its time is over.")
    things["wrong"] = correction.ask(
        case, by=viewer, about="birth", words="The year of the horse, not the goat."
    )
    reviewing.hold(case, test_quality.minutes(decisions=[("ask her again", None, None)]), by=viewer)
    things["decision"] = ConferenceDecision.objects.get(conference__case=case)


def spell() -> Any:
    """A stay that is told and takes no bed."""
    from wellknit.protection.actions.stay import Spell

    return Spell("hospital", "own_choice", "yes", "facility_record", began_on=timezone.localdate())


Call = Callable[[File, Any], Any]
_LATER = {"until": lambda: timezone.now() + timedelta(hours=6)}


def calls() -> Mapping[str, Call]:
    """verb → the call, as its holder can make it."""
    return {**_on_the_case(), **_on_consent(), **_on_care(), **_on_decisions()}


def _on_the_case() -> dict[str, Call]:
    from wellknit.protection.actions import case, document, journey, person, reservation, sharing, stay

    return {
        "case.change": lambda f, v: case.change(f.case, {"summary": "x"}, by=v, version=f.case.version),
        "case.note": lambda f, v: case.note(f.case, "x", by=v),
        "case.close": lambda f, v: case.close(f.fresh, by=v, reason="reintegrated"),
        "case.reopen": lambda f, v: case.reopen(f.closed, by=v),
        "case.give_reach": lambda f, v: case.give_reach(f.case, f.other, by=v, basis="shelter"),
        "person.correct": lambda f, v: person.correct(
            f.case.person, person.Who(sex="female", name_latin="Other"), by=v, version=f.case.person.version
        ),
        "sharing.let_in": lambda f, v: sharing.let_in(f.case, f.other, by=v, what_for="shelter"),
        "stay.begin": lambda f, v: (stay.end(f.things["stay"], by=v, ended_on=timezone.localdate()), stay.begin(f.case, spell(), by=v)),
        "stay.end": lambda f, v: stay.end(f.things["stay"], by=v, ended_on=timezone.localdate()),
        "stay.move": lambda f, v: stay.move(f.things["stay"], spell(), by=v),
        "reservation.give_back": lambda f, v: reservation.give_back(f.things["bed"], by=v),
        "document.add": lambda f, v: document.add(f.case, uploaded(png()), by=v, title="x", kind="medical"),
        "document.read": lambda f, v: document.read(f.things["paper"], by=v),
        "journey.send": lambda f, v: journey.send(f.case, to_office=f.other, asked=test_journeys.SERVICE, by=v),
    }  # fmt: skip


def _on_consent() -> dict[str, Call]:
    from wellknit.protection.actions import consent, disclosure, guardian, ownfile, rights
    from wellknit.protection.actions.rights import Mark

    told = {
        "purpose": "health_care",
        "recipient": "list:hospital",
        "scope": ["health"],
        "form": "letter",
        "what": "letter",
    }
    day = timezone.localdate()
    best = {"question": "Where does she live?", "decided_on": day, "decided_by": "One of A, Two of B", "reasons": "x",
            "child_view": "agrees", "review_on": day + timedelta(days=9)}  # fmt: skip
    return {
        "consent.write": lambda f, v: consent.write(f.case, test_consent.answered(), by=v),
        "consent.withdraw": lambda f, v: consent.withdraw(
            f.things["consent"], by=v, reason="withdrawn_by_person"
        ),
        "consent.end": lambda f, v: consent.end(f.things["consent"], by=v, reason="came_of_age"),
        "disclosure.make": lambda f, v: disclosure.make(f.case, by=v, **told),
        "disclosure.inside": lambda f, v: disclosure.inside(f.case, by=v, what="summary", scope=("basic",)),
        "ownfile.hand_over": lambda f, v: ownfile.hand_over(f.case, by=v, language="en", form="docx"),
        "guardian.add": lambda f, v: guardian.add(f.case, by=v, name="Uncle", relation="aunt_uncle"),
        "guardian.look_at": lambda f, v: guardian.look_at(
            f.things["guardian"], by=v, standing="cleared", words="Spoke with her alone."
        ),
        "guardian.decide_best_interest": lambda f, v: guardian.decide_best_interest(f.case, by=v, **best),
        "rights.explain": lambda f, v: rights.explain(
            f.case, test_rights.told(because="before_return"), by=v
        ),
        "rights.sign_later": lambda f, v: rights.sign_later(
            f.things["explained"], by=v, role="witness", mark=Mark(not_signed="does_not_wish")
        ),
    }


def _on_care() -> dict[str, Call]:
    from wellknit.lib.documents.tree import Document, Para
    from wellknit.protection.actions import care, health, pause, reservation, work

    sheet, talked = Document("Plan", (Para("x"),)), care.TalkedOver("agrees", "in_person", "my")
    return {
        "care.assess_needs": lambda f, v: care.assess_needs(
            f.case, test_care.asked(health="now", home="no"), by=v
        ),
        "care.assess_risk": lambda f, v: care.assess_risk(f.case, test_care.asked(threats="no"), by=v),
        "care.say_goal": lambda f, v: care.say_goal(f.case, "home", by=v),
        "care.turn_goal": lambda f, v: care.turn_goal(f.things["goal"], "working", by=v),
        "care.propose": lambda f, v: care.propose(f.case, care.Offer("documents"), by=v),
        "care.turn": lambda f, v: care.turn(f.things["service"], "agree", by=v),
        "care.finish": lambda f, v: care.finish(f.things["begun"], by=v, outcome="reached"),
        "care.hear": lambda f, v: care.hear(f.things["begun"], by=v, view="helpful"),
        "care.add_session": lambda f, v: care.add_session(f.things["begun"], by=v, on=timezone.localdate()),
        "care.agree_plan": lambda f, v: care.agree_plan(f.case, sheet, talked, by=v),
        "health.write": lambda f, v: health.write(f.case, by=v, kind="test", text="x"),
        "health.advise": lambda f, v: health.advise(f.case, by=v, text="rest"),
        "work.take": lambda f, v: work.take(f.things["path"], "apply_stay", by=v),
        "pause.ask_to_pause": lambda f, v: pause.ask_to_pause(f.things["clock"], by=v, words="A storm."),
        "reservation.keep": lambda f, v: (
            reservation.give_back(f.things["bed"], by=v),
            reservation.keep(f.case, f.things["unit"], until=_LATER["until"](), by=v),
        ),
    }


def _on_decisions() -> dict[str, Call]:
    from wellknit.protection.actions import correction, identification, retention, reviewing

    opinion = {
        "member_kind": "social_worker",
        "view": "recognised",
        "grounds": test_story.ALL,
        "reasons": "x",
    }
    return {
        "identification.begin": lambda f, v: identification.begin(f.fresh, by=v),
        "identification.give_opinion": lambda f, v: identification.give_opinion(
            f.things["identification"], by=v, **opinion
        ),
        "identification.decide": lambda f, v: identification.decide(
            f.things["identification"], by=v, result="pending", grounds=test_story.ALL, missing=("interview",)
        ),
        "correction.ask": lambda f, v: correction.ask(
            f.case, by=v, about="birth", words="Not the goat, the horse."
        ),
        "correction.decide": lambda f, v: correction.decide(
            f.things["wrong"], by=v, verb="note", why="The passport says otherwise; both stand."
        ),
        "retention.hold": lambda f, v: retention.hold(
            f.case, by=v, basis="compensation", reason="Another claim is open."
        ),
        "retention.lift": lambda f, v: retention.lift(f.things["hold"], by=v, why="The claim is settled."),
        "retention.approve": lambda f, v: retention.approve(f.things["proposal"], by=v),
        "retention.refuse": lambda f, v: retention.refuse(f.things["proposal"], by=v),
        "reviewing.hold": lambda f, v: reviewing.hold(f.case, test_quality.minutes(), by=v),
        "reviewing.done": lambda f, v: reviewing.done(f.things["decision"], by=v),
    }
