"""What a person needs, wants and is given. She agrees or does not; nothing here ends because a time is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.carekinds import CHECKLISTS, SERVICES, Checklist, ServiceList
from wellknit.lib.documents.tree import Document, digest, to_plain
from wellknit.lib.policydata import in_force, load_all
from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Office
from wellknit.protection import policies_care as policies
from wellknit.protection.actions import clock, worklist
from wellknit.protection.actions.moving import locked
from wellknit.protection.models import Assessment, CarePlan, Case, Goal, Service, Session
from wellknit.protection.permissions import GIVE_SERVICES, check_may
from wellknit.protection.policies import check_open
from wellknit.protection.states_care import SERVICE

NEEDS, RISK = "needs", "risk"


def checklist(purpose: str) -> Checklist:
    """The checklist in force today for needs, risk or a file audit."""
    ids = {entry.id for entry in load_all(CHECKLISTS, settings.DATA) if entry.purpose == purpose}
    return in_force(CHECKLISTS, sorted(ids)[0], timezone.localdate(), settings.DATA)


def offered(jurisdiction: str) -> ServiceList:
    """The country's list of services in force today. Raises `NotNow` where no file is."""
    found = {entry.id for entry in load_all(SERVICES, settings.DATA) if entry.country == jurisdiction}
    if not found:
        raise NotNow(_("There is no list of services for this country yet."))
    return in_force(SERVICES, sorted(found)[0], timezone.localdate(), settings.DATA)


@dataclass(frozen=True)
class Asked:
    """An assessment as it was made: answers by line, how the person took part, her words."""

    answers: Mapping[str, str]
    took_part: str
    on: date
    language: str = ""
    words: str = ""


@transaction.atomic
def assess_needs(case: Case, asked: Asked, *, by: Viewer) -> Assessment:
    """What the person needs and wants now."""
    check_may(by, GIVE_SERVICES)
    return _assess(case, NEEDS, asked, by)


@transaction.atomic
def assess_risk(case: Case, asked: Asked, *, by: Viewer, level: str = "", reason: str = "",
                review_on: date | None = None) -> Assessment:  # fmt: skip
    """Danger and when to look again. Without `level` the worst answer decides; below it `reason` says why."""
    check_may(by, GIVE_SERVICES)
    lines = checklist(RISK)
    meant = lines.level_of(asked.answers.values())
    if meant is None:
        raise NotNow(_("The list for risk has no levels."))
    chosen = lines.level(level) if level else meant
    if chosen is None:
        raise NotValid(_("Choose a level of the list."), {"level": _("Choose one.")})
    again = review_on or asked.on + timedelta(days=chosen.review_days)
    policies.check_risk(meant, chosen, reason, asked.on, again)
    clock.stop("risk-review", case_id=case.pk)
    clock.start("risk-review", office_id=case.office_id, case_id=case.pk, day=again)
    more = {"level": chosen.code, "asked_level": meant.code, "reason": reason or None, "review_on": again}
    return _assess(case, RISK, asked, by, **more)


def _assess(case: Case, kind: str, asked: Asked, by: Viewer, **more: Any) -> Assessment:
    fresh = locked(case)
    check_open(fresh.state)
    policies.check_past(asked.on, timezone.localdate())
    lines = checklist(kind)
    policies.check_answers(lines, asked.answers)
    for earlier in Assessment.objects.filter(case=fresh, kind=kind, replaced=False):
        earlier.replaced = True
        earlier.save(update_fields=["replaced"])
    made = Assessment.objects.create(
        case=fresh, kind=kind, checklist=lines.id, checklist_version=lines.version, on=asked.on,
        took_part=asked.took_part, language=asked.language, answers=dict(asked.answers), words=asked.words or None,
        by_id=by.person_id, **more,
    )  # fmt: skip
    record(f"{kind}.assessed", target=made, case=fresh.pk, note={"level": made.level})
    worklist.refresh(fresh.pk)
    return made


@transaction.atomic
def say_goal(case: Case, words: str, *, by: Viewer, language: str = "", on: date | None = None) -> Goal:
    """Something the person wants, written down in her own words."""
    check_may(by, GIVE_SERVICES)
    check_open(locked(case).state)
    policies.check_words(words, "words", _("Write what the person wants, as she says it."))
    goal = Goal.objects.create(
        case=case, words=words, language=language, said_on=on or timezone.localdate(), by_id=by.person_id
    )
    record("goal.said", target=goal, case=case.pk)
    return goal


@transaction.atomic
def turn_goal(goal: Goal, state: str, *, by: Viewer, version: int | None = None) -> Goal:
    """How far it is: being worked on, reached, changed, let go. It is hers, so it can go any way."""
    check_may(by, GIVE_SERVICES)
    fresh = locked(goal, version, disputed=("state",))
    fresh.state = state
    fresh.version += 1
    fresh.save()
    record("goal.turned", target=fresh, case=fresh.case_id, note={"state": state})
    return fresh


@dataclass(frozen=True)
class Offer:
    """A service as it is offered: a code of the country's list, who gives it, details, for which goal."""

    code: str
    provider: Office | None = None
    details: str = ""
    goal: Goal | None = None
    agreed: bool = False


@transaction.atomic
def propose(case: Case, offer: Offer, *, by: Viewer, on: date | None = None) -> Service:
    """Offer a service of the country's list; `agreed` when the person said yes at once."""
    check_may(by, GIVE_SERVICES)
    fresh = locked(case)
    check_open(fresh.state)
    found = offered(fresh.jurisdiction)
    policies.check_offered(found, offer.code)
    if offer.goal is not None and offer.goal.case_id != fresh.pk:
        raise NotValid(_("This goal belongs to another case."), {"goal": _("Choose one of this person's.")})
    service = Service.objects.create(
        case=fresh, goal=offer.goal, code=offer.code, offered_from=found.id, offered_version=found.version,
        state=SERVICE.begin("propose").to_state, provider=offer.provider, details=offer.details or None,
        proposed_on=on or timezone.localdate(), by_id=by.person_id, by_office_id=by.office_id,
    )  # fmt: skip
    record("service.proposed", target=service, case=fresh.pk, note={"service": offer.code})
    return turn(service, "agree", by=by) if offer.agreed else service


@transaction.atomic
def turn(service: Service, verb: str, *, by: Viewer, version: int | None = None, on: date | None = None,
         end_reason: str = "", outcome: str = "") -> Service:  # fmt: skip
    """One move of a service (see `states_care.SERVICE`): agree, decline, start, stop, offer_again.

    `finish` has its own verb, which asks for the `outcome`. `end_reason`: for stop and decline.
    """
    check_may(by, GIVE_SERVICES)
    fresh = locked(service, version, disputed=("state",))
    move = SERVICE.check(fresh.state, verb)
    day = on or timezone.localdate()
    policies.check_past(day, timezone.localdate())
    fresh.state = move.to_state
    if verb == "start":
        fresh.started_on = day
    elif verb in {"stop", "decline", "finish"}:
        fresh.ended_on = day
    elif verb == "offer_again":
        fresh.started_on = fresh.ended_on = None
        fresh.end_reason = fresh.outcome = ""
    _check_days(fresh)
    fresh.end_reason, fresh.outcome = end_reason or fresh.end_reason, outcome or fresh.outcome
    fresh.version += 1
    fresh.save()
    record(move.event, target=fresh, case=fresh.case_id, note={"service": fresh.code})
    return fresh


def _check_days(service: Service) -> None:
    began, ended = service.started_on, service.ended_on
    if began and ended and ended < began:
        raise NotValid(
            _("The service ends before it began. Check both dates."), {"on": _("Not before the first day.")}
        )


@transaction.atomic
def finish(
    service: Service, *, by: Viewer, outcome: str, on: date | None = None, version: int | None = None
) -> Service:
    """The service is over, with what came of it."""
    check_may(by, GIVE_SERVICES)
    if not outcome:
        raise NotValid(_("Say what came of it."), {"outcome": _("Choose one.")})
    return turn(service, "finish", by=by, version=version, on=on, outcome=outcome)


@transaction.atomic
def hear(service: Service, *, by: Viewer, view: str, words: str = "", version: int | None = None) -> Service:
    """What the person says of a service herself. Harm is told at once to every office that carries the case."""
    check_may(by, GIVE_SERVICES)
    fresh = locked(service, version, disputed=("view",))
    fresh.view, fresh.view_words = view, words or None
    fresh.version += 1
    fresh.save()
    record("service.heard", target=fresh, case=fresh.case_id, note={"view": view})
    if view == "harmed":
        with connection.cursor() as cursor:
            cursor.execute("SELECT wk_alert_holders(%s, %s)", [fresh.case_id, "harmed"])
    return fresh


@transaction.atomic
def add_session(service: Service, *, by: Viewer, on: date, minutes: int | None = None, came: bool = True,
                note: str = "") -> Session:  # fmt: skip
    """One meeting. That the person did not come is no fault: it is written to be asked about."""
    check_may(by, GIVE_SERVICES)
    fresh = locked(service)
    if fresh.state not in {"agreed", "running"}:
        raise NotNow(_("Sessions are written while the service runs. Offer it again first."))
    policies.check_past(on, timezone.localdate())
    if fresh.state == "agreed":
        turn(fresh, "start", by=by, on=on)
    session = Session.objects.create(
        service=fresh,
        case_id=fresh.case_id,
        on=on,
        minutes=minutes,
        came=came,
        note=note or None,
        by_id=by.person_id,
    )
    record("session.added", target=session, case=fresh.case_id, note={"service": fresh.code, "came": came})
    return session


@dataclass(frozen=True)
class TalkedOver:
    """How a plan was talked over with the person, and what she says of it."""

    answer: str
    took_part: str
    language: str
    interpreter: bool = False
    words: str = ""


@transaction.atomic
def agree_plan(
    case: Case, sheet: Document, talked: TalkedOver, *, by: Viewer, on: date | None = None
) -> CarePlan:
    """Freeze the plan as it stands and was talked over; also when the person does not agree to it."""
    check_may(by, GIVE_SERVICES)
    check_open(locked(case).state)
    plan = CarePlan.objects.create(
        case=case, on=on or timezone.localdate(), language=talked.language, took_part=talked.took_part,
        interpreter=talked.interpreter, answer=talked.answer, words=talked.words or None, tree=to_plain(sheet),
        digest=digest(sheet), by_id=by.person_id, by_office_id=by.office_id,
    )  # fmt: skip
    record("plan.talked_over", target=plan, case=case.pk, note={"answer": talked.answer})
    return plan
