"""Formal identification by the country's procedure, which is data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.policydata import in_force, version
from wellknit.lib.policykinds import PROCEDURES, Procedure
from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection import policies
from wellknit.protection.actions import clock, worklist
from wellknit.protection.actions.moving import locked, turned
from wellknit.protection.models import Case, Identification, Opinion, Review
from wellknit.protection.permissions import DECIDE, GIVE_OPINION, REVIEW, check_may
from wellknit.protection.states import IDENTIFICATION

VERB = {"recognised": "recognise", "not_recognised": "not_recognise", "pending": "leave_pending"}


@dataclass(frozen=True)
class Grounds:
    """What was found, as codes of the lists of acts, means and purposes."""

    acts: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()


def procedure_of(identification: Identification) -> Procedure:
    """The version of the procedure this identification began under."""
    return version(PROCEDURES, identification.procedure, identification.procedure_version, settings.DATA)


def procedure_here() -> Procedure:
    """The procedure in force at this node today, under which a new identification begins."""
    return in_force(PROCEDURES, settings.CHARTER["procedure"], timezone.localdate(), settings.DATA)


@transaction.atomic
def begin(case: Case, *, by: Viewer) -> Identification:
    """Begin formal identification under this node's procedure; one per case and jurisdiction."""
    check_may(by, GIVE_OPINION)
    fresh = locked(case)
    policies.check_open(fresh.state)
    if Identification.objects.filter(case=fresh, jurisdiction=fresh.jurisdiction).exists():
        raise NotNow(_("Identification has already begun in this case."))
    procedure = procedure_here()
    begun = Identification.objects.create(
        case=fresh, jurisdiction=fresh.jurisdiction, procedure=procedure.id, procedure_version=procedure.version,
        state=IDENTIFICATION.begin("begin").to_state, begun_at=timezone.now(), begun_by_id=by.person_id,
        as_child=fresh.presumed_child or fresh.age_band in {"0-14", "15-17"},
        opinions_open=procedure.kind != "two_blind_members",
    )  # fmt: skip
    clock.start(procedure.decision_clock, office_id=fresh.office_id, case_id=fresh.pk)
    record("identification.begun", target=begun, case=fresh.pk)
    worklist.refresh(fresh.pk)
    return begun


@transaction.atomic
def give_opinion(identification: Identification, *, by: Viewer, member_kind: str, view: str, grounds: Grounds,
                 reasons: str) -> Opinion:  # fmt: skip
    """One member's view, once. Where members are blind, nobody reads another's before all have written."""
    check_may(by, GIVE_OPINION)
    fresh = locked(identification)
    move = turned(IDENTIFICATION, fresh.state, "give_opinion")
    procedure = procedure_of(fresh)
    if procedure.member_kinds and member_kind not in procedure.member_kinds:
        raise NotValid(
            _("Choose in which capacity you give your opinion."), {"member_kind": _("Choose one.")}
        )
    policies.check_reason(reasons)
    if Opinion.objects.filter(identification=fresh, member_id=by.person_id).exists():
        raise NotNow(_("You have already given your opinion."))
    opinion = Opinion.objects.create(
        identification=fresh, case_id=fresh.case_id, member_id=by.person_id, member_kind=member_kind,
        office_id=by.office_id, view=view, acts=list(grounds.acts), means=list(grounds.means),
        purposes=list(grounds.purposes), reasons=reasons, given_at=timezone.now(),
    )  # fmt: skip
    fresh.state = move.to_state
    if not fresh.opinions_open and opinions_given(fresh) >= procedure.quorum.members:
        fresh.opinions_open = True
    fresh.version += 1
    fresh.save()
    record(move.event, target=fresh, case=fresh.case_id)
    return opinion


def opinions_given(identification: Identification) -> int:
    """How many opinions stand, also for a member who may not read them yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_opinions_given(%s)", [identification.pk])
        return int(cursor.fetchone()[0])


@transaction.atomic
def decide(identification: Identification, *, by: Viewer, result: str, grounds: Grounds, reasons: str = "",
           article: str = "", missing: tuple[str, ...] = (), version: int | None = None) -> Identification:  # fmt: skip
    """Record the decision: recognised, not recognised, or pending with what is missing."""
    check_may(by, DECIDE)
    fresh = locked(identification, version, disputed=("state",))
    move = turned(IDENTIFICATION, fresh.state, VERB[result])
    procedure = procedure_of(fresh)
    if result == "pending":
        if not missing:
            raise NotValid(_("Say what is missing."), {"missing": _("Choose at least one.")})
        _settle(fresh, move.to_state, {"missing": list(missing)})
        clock.stop(procedure.decision_clock, case_id=fresh.case_id)
        clock.start(procedure.pending_clock, office_id=fresh.case.office_id, case_id=fresh.case_id)
    else:
        opinions = list(Opinion.objects.filter(identification=fresh))
        policies.check_opinions(procedure, opinions, result)
        if result == "recognised":
            policies.check_grounds(procedure, as_child=fresh.as_child, acts=grounds.acts, means=grounds.means,
                                   purposes=grounds.purposes)  # fmt: skip
        policies.check_article(procedure, article)
        policies.check_reason(reasons)
        decided = {
            "decided_at": timezone.now(),
            "decided_by_id": by.person_id,
            "reasons": reasons,
            "article": article,
        }
        _settle(fresh, move.to_state, {**_codes(grounds), **decided, "missing": []})
        clock.stop(procedure.decision_clock, procedure.pending_clock, case_id=fresh.case_id)
        if move.clock:
            clock.start(procedure.appeal.clock, office_id=fresh.case.office_id, case_id=fresh.case_id)
    record(move.event, target=fresh, case=fresh.case_id, fields=["state"])
    worklist.refresh(fresh.case_id)
    return fresh


def _codes(grounds: Grounds) -> dict[str, list[str]]:
    return {"acts": list(grounds.acts), "means": list(grounds.means), "purposes": list(grounds.purposes)}


def _settle(fresh: Identification, state: str, values: Mapping[str, Any]) -> None:
    fresh.state = state
    for name, value in values.items():
        setattr(fresh, name, value)
    fresh.version += 1
    fresh.save()


@transaction.atomic
def ask_review(identification: Identification, *, by: Viewer, asked_by: str, grounds: str) -> Review:
    """The person, a guardian, a lawyer or an office asks to look again; nobody needs to give proof first."""
    check_may(by, GIVE_OPINION)
    fresh = locked(identification)
    move = turned(IDENTIFICATION, fresh.state, "ask_review")
    policies.check_reason(grounds)
    asked = Review.objects.create(
        identification=fresh, case_id=fresh.case_id, asked_by=asked_by, grounds=grounds,
        asked_at=timezone.now(), recorded_by_id=by.person_id,
    )  # fmt: skip
    procedure = procedure_of(fresh)
    _settle(fresh, move.to_state, {})
    clock.stop(procedure.appeal.clock, case_id=fresh.case_id)
    clock.start(procedure.review.clock, office_id=fresh.case.office_id, case_id=fresh.case_id)
    record(move.event, target=asked, case=fresh.case_id)
    worklist.refresh(fresh.case_id)
    return asked


@transaction.atomic
def decide_review(review: Review, *, by: Viewer, recognised: bool, reasons: str) -> Review:
    """Somebody who took no part decides whether the decision stands."""
    check_may(by, REVIEW)
    fresh = locked(review.identification)
    move = turned(IDENTIFICATION, fresh.state, "recognise_on_review" if recognised else "uphold_not")
    members = Opinion.objects.filter(identification=fresh).values_list("member_id", flat=True)
    policies.check_other_people([fresh.decided_by_id, *members], by.person_id)
    policies.check_reason(reasons)
    review.decided_at, review.decided_by_id, review.reasons = timezone.now(), by.person_id, reasons
    review.result = "recognised" if recognised else "upheld"
    review.save()
    _settle(
        fresh,
        move.to_state,
        {"decided_at": timezone.now(), "decided_by_id": by.person_id, "reasons": reasons},
    )
    clock.stop(procedure_of(fresh).review.clock, case_id=fresh.case_id)
    record(move.event, target=review, case=fresh.case_id, fields=["state"])
    worklist.refresh(fresh.case_id)
    return review
