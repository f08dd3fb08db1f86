"""A matter between two sides: sent, answered, moved step by step, ended. The path is data; this is the walking.

A journey begins with the first step of its path. Each move closes a step and opens the next ones, or ends
the journey. What may be told at a step is on its row; what opens with acceptance is given by the database.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.pathkinds import PathMove, PathScope, PathStep, StepPath
from wellknit.platform.access.refusals import NotNow, NotShared, NotYou
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Office
from wellknit.protection import policies_journey as policies
from wellknit.protection.actions import approval, border, clock, disclosure, worklist
from wellknit.protection.actions.moving import locked
from wellknit.protection.codes import new_code
from wellknit.protection.models import Approval, Case, Consent, Journey, Step
from wellknit.protection.permissions import MOVE_JOURNEYS, SEND_JOURNEYS, check_may
from wellknit.protection.policies import check_open
from wellknit.protection.recipients import office_key
from wellknit.protection.states_journey import JOURNEY, STEP
from wellknit.protection.tellable import told
from wellknit.protection.withdrawals import stops

OFFICE_PATH = "office-referral"
# Numbers of steps that are held until acceptance: out of the row, so that the other side cannot count them.
HELD = 900


@dataclass(frozen=True)
class Asked:
    """What is asked of the other office: a scope of the path, for which service, in which words.

    `basis` and `reason`: the ground where there is no consent (codes of disclosure-bases).
    """

    scope: str
    service: str = ""
    words: str = ""
    urgent: bool = False
    basis: str = ""
    reason: str = ""


@transaction.atomic
def send(
    case: Case, *, to_office: Office, asked: Asked, by: Viewer, allowed: Approval | None = None
) -> Journey:
    """Ask another office for something: it sees a preview, and what the scope opens only on accepting.

    Raises `NotShared` when no consent covers all that the scope opens, `NotNow` when data asks for a second
    person first (`allowed` is her approval), `NotValid`, `NotYou`.
    """
    check_may(by, SEND_JOURNEYS)
    fresh = locked(case)
    check_open(fresh.state)
    policies.check_receiver(closed_on=to_office.closed_on, office_id=to_office.pk, own=by.office_id)
    path = policies.path_now(OFFICE_PATH, timezone.localdate())
    scope = policies.check_scope(path, asked.scope)
    approval.check("journey.send", scope.code, fresh, by=by, allowed=allowed)
    _check_not_sent(fresh, to_office, asked)
    stands_on = disclosure.make(
        fresh, by=by, purpose=path.purpose, recipient=office_key(to_office.pk), scope=path.groups_told(scope.code),
        form="referral", what=path.id, fields=sorted(_fields(path)), basis=asked.basis, reason=asked.reason,
    )  # fmt: skip
    sent = _row(fresh, to_office, asked, path, scope, stands_on.consent, by, allowed)
    _open(sent, path.step(path.begins), path, told(fresh, path.step(path.begins).fields))
    for number, step in enumerate(_after_acceptance(path), start=HELD):
        _add(sent, step, "hold", sequence=number, disclosed=told(fresh, step.fields))
    record(JOURNEY.begin("begin").event, target=sent, case=fresh.pk, fields=sorted(_fields(path)),
           note={"scope": scope.code, "urgent": sent.urgent})  # fmt: skip
    worklist.refresh(fresh.pk)
    return sent


def _row(case: Case, to_office: Office, asked: Asked, path: StepPath, scope: PathScope, consent: Consent | None,
         by: Viewer, allowed: Approval | None) -> Journey:  # fmt: skip
    return Journey.objects.create(
        path=path.id, path_version=path.version, code=new_code("J"), case=case, from_office_id=by.office_id,
        to_office=to_office, scope=scope.code, opens_file=scope.opens_file, service=asked.service,
        urgent=asked.urgent, words=asked.words or None, consent=consent, state=JOURNEY.begin("begin").to_state,
        sent_at=timezone.now(), sent_by_id=allowed.asked_by_id if allowed else by.person_id,
    )  # fmt: skip


@transaction.atomic
def ask_to_send(case: Case, *, to_office: Office, asked: Asked, by: Viewer, words: str) -> Approval:
    """Ask for the second pair of eyes that sending this takes; when it is given, it is sent."""
    check_may(by, SEND_JOURNEYS)
    args = {"to_office": str(to_office.pk), "asked": asdict(asked)}
    return approval.ask("journey.send", case, args, by=by, words=words, word=asked.scope)


def _send_allowed(allowed: Approval, by: Viewer) -> Journey:
    office = Office.objects.get(pk=allowed.args["to_office"])
    return send(allowed.case, to_office=office, asked=Asked(**allowed.args["asked"]), by=by, allowed=allowed)


def _check_not_sent(case: Case, to_office: Office, asked: Asked) -> None:
    same = Journey.objects.filter(case=case, to_office=to_office, scope=asked.scope, service=asked.service)
    if same.filter(state="running").exists():
        raise NotNow(
            _("This office has already been asked for the same. Wait for its answer, or withdraw that first.")
        )
    if Journey.objects.filter(
        case=case, scope=asked.scope, service=asked.service, state="running", accepted_at__isnull=False
    ).exists():
        raise NotNow(_("Another office has already accepted this."))


def _fields(path: StepPath) -> set[str]:
    return {name for step in path.steps for name in step.fields}


def _after_acceptance(path: StepPath) -> list[PathStep]:
    """The steps that begin when the first one is accepted."""
    opened = [c for move in path.step(path.begins).moves if move.gives_access for c in move.opens]
    return [path.step(code) for code in opened]


# -- Steps


def _add(
    journey: Journey, step: PathStep, verb: str, *, sequence: int, disclosed: dict[str, Any] | None
) -> Step:
    office = journey.to_office_id if step.side == "receiver" else journey.from_office_id
    state = STEP.begin(verb).to_state
    return Step.objects.create(
        journey=journey, sequence=sequence, side=step.side, code=step.code, owner=step.owner, office_id=office,
        sender_id=journey.from_office_id, clock=_rule(journey, step), state=state, documents=list(step.documents),
        fields=list(step.fields), disclosed=disclosed or None, opened_at=timezone.now() if state == "open" else None,
    )  # fmt: skip


def _rule(journey: Journey, step: PathStep) -> str:
    return step.clock_urgent if journey.urgent and step.clock_urgent else step.clock


def _open(journey: Journey, step: PathStep, path: StepPath, disclosed: dict[str, Any] | None = None) -> Step:
    last = journey.steps.aggregate(n=Max("sequence"))["n"] or 0
    row = _add(journey, step, "open", sequence=max(last + 1, 1), disclosed=disclosed)
    _start(journey, row)
    return row


def _start(journey: Journey, row: Step) -> None:
    if row.office_id is not None:
        clock.start(row.clock, office_id=row.office_id, case_id=journey.case_id, journey_id=journey.pk)


@transaction.atomic
def move(
    step: Step,
    verb: str,
    *,
    by: Viewer,
    words: str = "",
    reason: str = "",
    details: dict[str, str] | None = None,
) -> Journey:
    """Take a step: accept, decline, ask, answer, report, give back, finish, as its path allows. A step between
    countries (the other side is no office here) is walked by `border.move`, with the `details` it asks for.

    Raises `NotYou` when it is the other side's turn, `NotNow` when the step has been taken or the offer no
    longer stands, `NotShared` when the consent has ended meanwhile, `NotValid` when something is missing.
    """
    if step.journey.partner:
        return border.move(step, verb, by=by, answered=border.Answered(words, reason, details or {}))
    check_may(by, MOVE_JOURNEYS)
    policies.check_turn(step.office_id, by.office_id)
    journey = step.journey
    path = policies.path_then(journey.path, journey.path_version)
    way = policies.check_move(path.step(step.code), verb, state=step.state, words=words, reason=reason)
    if way.gives_access:
        _accepted(step)
    journey = locked(journey)
    row = locked(step)
    policies.check_move(path.step(row.code), verb, state=row.state, words=words, reason=reason)
    _take(row, verb, by, words, reason)
    clock.stop(row.clock, journey_id=journey.pk)
    _go(journey, path, way, by, reason)
    record(f"journey.{verb}", target=journey, case=journey.case_id, note={"step": row.code, "reason": reason})
    worklist.refresh_journey(journey.pk)
    return journey


def _accepted(step: Step) -> None:
    """The database looks again: an offer to this office, still standing, on a consent that still stands."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT wk_accept_step(%s, %s)", [step.pk, timezone.localdate()])
    except DatabaseError as error:
        said = {
            "WK003": NotYou(_("Only the office this was sent to can accept it.")),
            "WK005": NotNow(_("This is no longer offered: another office accepted, or it was withdrawn.")),
            "WK006": NotShared(
                _("The person's consent has ended meanwhile. Ask the sender to speak with her again.")
            ),
        }.get(getattr(error.__cause__, "sqlstate", ""))
        if said is None:
            raise
        raise said from error


def _take(row: Step, verb: str, by: Viewer, words: str, reason: str) -> None:
    row.state = STEP.check(row.state, "take").to_state
    row.verb, row.reason, row.words = verb, reason, words or None
    row.taken_at, row.taken_by_id = timezone.now(), by.person_id
    row.save(update_fields=["state", "verb", "reason", "words", "taken_at", "taken_by_id"])


def _go(journey: Journey, path: StepPath, way: PathMove, by: Viewer, reason: str) -> None:
    journey.version += 1
    if way.ends:
        _end(journey, path, way.ends, by, reason)
        return
    journey.save(update_fields=["version"])
    if way.gives_access:
        for row in journey.steps.filter(state="open"):
            _start(journey, row)
        if path.scope(journey.scope).carries:
            _carry(journey, to_receiver=True)
        return
    for code in way.opens:
        _open(journey, path.step(code), path, _told_before(journey, path.step(code)))


def _told_before(journey: Journey, step: PathStep) -> dict[str, Any] | None:
    """A step that comes again tells what it told the first time, and nothing newer than was agreed to."""
    before = journey.steps.filter(code=step.code).order_by("sequence").first()
    return before.disclosed if before else None


# -- The end


def _end(journey: Journey, path: StepPath, ending: str, by: Viewer, reason: str) -> None:
    accepted = journey.accepted_at is not None
    scope = path.scope(journey.scope)
    journey.state = JOURNEY.check(journey.state, ending).to_state
    journey.ended_at, journey.ended_by_id, journey.end_reason = timezone.now(), by.person_id, reason
    journey.save(update_fields=["state", "ended_at", "ended_by_id", "end_reason", "version"])
    Step.objects.filter(journey=journey, state__in=["open", "held"]).update(
        state=STEP.check("open", "cancel").to_state
    )
    clock.stop(journey_id=journey.pk, cancelled=True)
    if accepted and scope.carries and ending in ("returned", "withdrawn"):
        _carry(journey, to_receiver=False)
    if not accepted or ending in scope.access_ends_on:
        _call("wk_close_access", journey.pk)


@transaction.atomic
def withdraw(journey: Journey, *, by: Viewer, reason: str) -> Journey:
    """The sender takes it back, before or after acceptance; the access that it gave closes at once.

    Raises `NotYou` for the other side (which gives back instead), `NotNow` when it has ended.
    """
    check_may(by, SEND_JOURNEYS)
    if journey.from_office_id != by.office_id:
        raise NotYou(_("Only the office that sent this can withdraw it. You can give it back."))
    fresh = locked(journey)
    policies.check_withdrawal(fresh.state, reason)
    _withdraw(fresh, by, reason)
    return fresh


def _withdraw(fresh: Journey, by: Viewer, reason: str) -> None:
    fresh.version += 1
    _end(fresh, policies.path_then(fresh.path, fresh.path_version), "withdrawn", by, reason)
    record("journey.withdrawn", target=fresh, case=fresh.case_id, note={"reason": reason})
    worklist.refresh_journey(fresh.pk)


def _stop(consent: Consent, by: Viewer) -> list[str]:
    """A consent that ends takes with it what stands on it, also what has been accepted."""
    running = (
        Journey.objects.select_for_update()
        .filter(consent=consent, state="running", partner="")
        .order_by("pk")
    )
    stopped = []
    for journey in running:
        _withdraw(journey, by, "consent_ended")
        stopped.append(_("The referral %(code)s to another office was withdrawn.") % {"code": journey.code})
    return stopped


def _carry(journey: Journey, *, to_receiver: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_carry_case(%s, %s)", [journey.pk, to_receiver])


def _call(function: str, key: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [key])


stops("journey", _stop)
approval.carries_out("journey.send", _send_allowed)
