"""Amending the MOU (article 34), handing functions over, and the register of risks."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.plan import register_files
from wellknit.plan.models import Amendment, Assent, HandoverStep, Risk
from wellknit.plan.permissions import unit_of
from wellknit.plan.policies import amendment_rule, check_adoption, check_consultation, check_move, check_party
from wellknit.plan.states import AMENDMENT, AmendmentState
from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record


@transaction.atomic
def ask(*, by: Viewer, framework: str, title: str, text: str, letter: str, dated: date) -> Amendment:
    """A government asks in writing for a change: the proposal is opened with its letter."""
    by.require("plan.endorse")
    check_party(by.jurisdiction)
    amendment_rule(framework)
    amendment = Amendment(framework=framework, title=title, text=text, asked_at=timezone.now())
    amendment.save(force_insert=True)
    record("amendment.asked", target=amendment, note={"unit": by.jurisdiction})
    assent(amendment, by=by, letter=letter, dated=dated)
    return amendment


@transaction.atomic
def assent(amendment: Amendment, *, by: Viewer, letter: str, dated: date) -> Assent:
    """A further government's letter: asking while it is asked for, approving once the consultation is
    open.
    """
    by.require("plan.endorse")
    check_party(by.jurisdiction)
    if amendment.state not in (AmendmentState.ASKED, AmendmentState.CONSULTATION):
        raise NotNow(_("This proposal is settled."))
    if not letter.strip():
        raise NotValid(_("Approval is given in writing: name the letter."), {"letter": _("Name the letter.")})
    stage = "ask" if amendment.state == AmendmentState.ASKED else "agree"
    found = Assent.objects.filter(amendment=amendment, unit=by.jurisdiction, stage=stage).first()
    if found:
        return found
    made = Assent(
        amendment=amendment, unit=by.jurisdiction, stage=stage, letter=letter, dated=dated,
        by_id=by.person_id,
        at=timezone.now(),
    )  # fmt: skip
    made.save(force_insert=True)
    record("amendment.letter", target=amendment, note={"unit": by.jurisdiction, "stage": stage})
    return made


@transaction.atomic
def consult(amendment: Amendment, *, by: Viewer) -> Amendment:
    """The Secretariat opens the consultation once enough have asked."""
    by.require("plan.review")
    amendment = Amendment.objects.select_for_update().get(pk=amendment.pk)
    check_consultation(
        amendment, amendment_rule(amendment.framework), amendment.assents.filter(stage="ask").count()
    )
    amendment.consultation_at = timezone.now()
    return _moved(amendment, "consult")


@transaction.atomic
def adopt(amendment: Amendment, *, by: Viewer) -> Amendment:
    """Adopted when all have approved in writing, and not before."""
    by.require("plan.review")
    amendment = Amendment.objects.select_for_update().get(pk=amendment.pk)
    check_adoption(
        amendment, amendment_rule(amendment.framework), amendment.assents.filter(stage="agree").count()
    )
    amendment.settled_at = timezone.now()
    return _moved(amendment, "adopt")


@transaction.atomic
def lay_down(amendment: Amendment, *, by: Viewer) -> Amendment:
    """The proposal is given up."""
    by.require("plan.review")
    check_move(AMENDMENT, amendment.state, "lay_down")
    amendment.settled_at = timezone.now()
    return _moved(amendment, "lay_down")


def _moved(amendment: Amendment, verb: str) -> Amendment:
    move = AMENDMENT.check(amendment.state, verb)
    amendment.state = move.to_state
    amendment.save()
    record(move.event, target=amendment, fields=["state"])
    return amendment


@transaction.atomic
def hand_over(*, by: Viewer, function: str, unit: str, year: int, degree: str, text: str) -> HandoverStep:
    """How far a function has passed to a country, as told for a year."""
    known = {entry.id for entry in register_files.handover().functions}
    if function not in known or degree not in ("fully", "partly", "not-yet"):
        raise NotValid(_("Choose a function of the list and a degree."))
    if not by.may("plan.review") and unit != unit_of(by):
        raise NotValid(_("A country tells of itself."))
    row, _made = HandoverStep.objects.update_or_create(
        function=function, unit=unit, year=year, defaults={"degree": degree, "text": text}
    )
    record("handover.told", target=row, note={"unit": unit, "function": function})
    return row


@transaction.atomic
def note_risk(
    *,
    by: Viewer,
    kind: str,
    title: str,
    probability: int,
    impact: int,
    mitigation: str,
    owner: str,
    trend: str,
) -> Risk:
    """A risk of the programme, from 1 to 5 twice."""
    by.require("plan.review")
    if not (1 <= probability <= 5 and 1 <= impact <= 5):
        raise NotValid(_("Probability and impact go from 1 to 5."))
    risk = Risk(
        kind=kind, title=title, probability=probability, impact=impact, mitigation=mitigation, owner=owner,
        trend=trend,
        noted_on=timezone.localdate(),
    )  # fmt: skip
    risk.save(force_insert=True)
    record("risk.noted", target=risk)
    return risk
