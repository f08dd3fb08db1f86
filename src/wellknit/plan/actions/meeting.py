"""Meetings and what becomes of their decisions: 'done' is the owner's word, 'adequate' somebody else's."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.moves import Machine
from wellknit.plan.models import AgendaItem, Decision, Delegation, FollowUp, Meeting
from wellknit.plan.permissions import require_keeper, require_owner, unit_of
from wellknit.plan.policies import check_move, check_verifier
from wellknit.plan.states import FOLLOW_UP, MEETING, FollowUpState
from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record


@transaction.atomic
def announce(
    *, by: Viewer, series: str, title: str, starts: str = "", ends: str = "", place: str = "", host: str = "",
    number: int | None = None,
) -> Meeting:  # fmt: skip
    """A meeting to come: the region's when the Secretariat announces it, else the country's own."""
    unit = unit_of(by)
    require_keeper(by, "meetings.record", unit)
    pk = uuid4()
    meeting = Meeting(
        id=pk, key=str(pk), unit=unit, series=series, number=number, title=title, starts=starts, ends=ends,
        place=place,
        host=host,
    )  # fmt: skip
    meeting.save(force_insert=True)
    record("meeting.announced", target=meeting)
    return meeting


@transaction.atomic
def move(meeting: Meeting, *, by: Viewer, verb: str) -> Meeting:
    """Held, or cancelled."""
    require_keeper(by, "meetings.record", meeting.unit)
    step = check_move(MEETING, meeting.state, verb)
    meeting.state = step.to_state
    meeting.save()
    record(step.event, target=meeting, fields=["state"])
    return meeting


@transaction.atomic
def add_agenda(meeting: Meeting, *, by: Viewer, title: str, paper: str = "") -> AgendaItem:
    """A further point of the agenda."""
    require_keeper(by, "meetings.record", meeting.unit)
    last = meeting.agenda.aggregate(last=Max("number"))["last"] or 0
    item = AgendaItem(meeting=meeting, unit=meeting.unit, number=last + 1, title=title, paper=paper)
    item.save(force_insert=True)
    record("agenda.added", target=item)
    return item


@transaction.atomic
def set_delegation(
    meeting: Meeting, *, by: Viewer, unit: str, delegates: int, civil_society: int | None = None
) -> Delegation:
    """How many a country sends; it says so itself, or the Secretariat notes it."""
    if not by.may("plan.review"):
        require_owner(by, unit)
    row, _made = Delegation.objects.update_or_create(
        meeting=meeting, unit=unit, defaults={"delegates": delegates, "civil_society": civil_society}
    )
    record("delegation.set", target=row, note={"unit": unit})
    return row


@transaction.atomic
def decide(meeting: Meeting, *, by: Viewer, text: str, about: str = "") -> Decision:
    """What the meeting decided, under its next number."""
    require_keeper(by, "meetings.record", meeting.unit)
    if not text.strip():
        raise NotValid(_("Write what was decided."), {"text": _("Write what was decided.")})
    last = meeting.decisions.aggregate(last=Max("number"))["last"] or 0
    decision = Decision(meeting=meeting, unit=meeting.unit, number=last + 1, text=text, about=about)
    decision.save(force_insert=True)
    record("decision.recorded", target=decision)
    return decision


@transaction.atomic
def assign(decision: Decision, *, by: Viewer, owner: str, text: str, due: date | None) -> FollowUp:
    """Who does what by when because of a decision."""
    require_keeper(by, "meetings.record", decision.unit)
    follow_up = FollowUp(decision=decision, owner=owner, text=text, due=due)
    follow_up.save(force_insert=True)
    record("followup.assigned", target=follow_up, note={"owner": owner})
    return follow_up


@transaction.atomic
def report_done(follow_up: FollowUp, *, by: Viewer, evidence: str) -> FollowUp:
    """The owner says that it is done, and on what evidence."""
    follow_up = _locked(follow_up)
    require_owner(by, follow_up.owner)
    _step(FOLLOW_UP, follow_up, "report_done")
    if not evidence.strip():
        raise NotValid(_("Say what shows that it is done."), {"evidence": _("Write the evidence.")})
    follow_up.done_by_id, follow_up.done_at, follow_up.evidence = by.person_id, timezone.now(), evidence
    return _saved(follow_up, "report_done", FollowUpState.OPEN)


@transaction.atomic
def verify(follow_up: FollowUp, *, by: Viewer, adequate: bool, verdict: str) -> FollowUp:
    """Somebody other than who did it says whether it is adequate; if not, it is open again, with the
    reason.
    """
    follow_up = _locked(follow_up)
    require_keeper(by, "plan.review", "REG")
    verb = "accept" if adequate else "reopen"
    _step(FOLLOW_UP, follow_up, verb)
    check_verifier(follow_up, by.person_id)
    if not adequate and not verdict.strip():
        raise NotValid(_("Say what is still missing."), {"verdict": _("Write what is missing.")})
    follow_up.verified_by_id, follow_up.verified_at, follow_up.verdict = by.person_id, timezone.now(), verdict
    return _saved(follow_up, verb, FollowUpState.DONE)


def _locked(follow_up: FollowUp) -> FollowUp:
    return FollowUp.objects.select_for_update().get(pk=follow_up.pk)


def _step(machine: Machine[FollowUpState], follow_up: FollowUp, verb: str) -> None:
    follow_up.state = check_move(machine, follow_up.state, verb).to_state


def _saved(follow_up: FollowUp, verb: str, before: str) -> FollowUp:
    follow_up.save()
    record(
        FOLLOW_UP.check(before, verb).event,
        target=follow_up,
        fields=["state"],
        note={"owner": follow_up.owner},
    )
    return follow_up
