"""Offering a person to another office, and what that office does with the offer."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Office
from wellknit.protection.actions import clock
from wellknit.protection.actions.moving import locked, turned
from wellknit.protection.codes import new_code
from wellknit.protection.models import Referral, Screening
from wellknit.protection.permissions import ANSWER_REFERRALS, SCREEN, check_may
from wellknit.protection.states import REFERRAL, ReferralState

ANSWER_CLOCKS = ("referral-answer", "referral-answer-urgent")


@transaction.atomic
def send(screening: Screening, *, to_office: Office, by: Viewer) -> Referral:
    """Offer the screened person to an office: it sees a preview, and the rest only on accepting.

    Raises `NotValid` when the office cannot receive, `NotYou`.
    """
    check_may(by, SCREEN)
    if to_office.closed_on is not None or to_office.pk == by.office_id:
        raise NotValid(_("Choose another office: this one does not receive referrals."))
    REFERRAL.begin("send")
    sent = Referral.objects.create(
        screening=screening,
        code=new_code("R"),
        from_office_id=by.office_id,
        to_office=to_office,
        urgent=screening.outcome == "refer_urgently",
        presumed_child=screening.presumed_child,
        age_band=screening.age_band,
        sex=screening.sex,
        language=screening.language,
        interpreter=screening.interpreter,
        reasons=screening.reasons,
        sent_at=timezone.now(),
        sent_by_id=by.person_id,
    )
    _start_clock(sent)
    record("referral.sent", target=sent, note={"urgent": sent.urgent})
    return sent


def _start_clock(referral: Referral) -> None:
    rule = "referral-answer-urgent" if referral.urgent else "referral-answer"
    clock.start(rule, office_id=referral.to_office_id, referral_id=referral.pk)


@transaction.atomic
def accept(referral: Referral, *, by: Viewer) -> Referral:
    """Take the person on: from now on this office reads what stands behind the referral."""
    return _answer(referral, "accept", by)


@transaction.atomic
def decline(referral: Referral, *, by: Viewer, reason: str, words: str = "") -> Referral:
    """Say no, with a reason the sender can act on; the sender offers elsewhere."""
    if not reason:
        raise NotValid(
            _("Say why, so that the sender can find another office."), {"reason": _("Choose a reason.")}
        )
    return _answer(referral, "decline", by, decline_reason=reason, words=words)


def _answer(
    referral: Referral, verb: str, by: Viewer, *, words: str = "", decline_reason: str = ""
) -> Referral:
    check_may(by, ANSWER_REFERRALS)
    fresh = _at_receiver(locked(referral), by)
    move = turned(REFERRAL, fresh.state, verb)
    fresh.state = move.to_state
    fresh.answered_at, fresh.answered_by_id = timezone.now(), by.person_id
    fresh.decline_reason = decline_reason
    _say(fresh, by, verb, words)
    fresh.version += 1
    fresh.save()
    clock.stop(*ANSWER_CLOCKS, referral_id=fresh.pk)
    record(move.event, target=fresh, fields=["state"])
    return fresh


@transaction.atomic
def ask(referral: Referral, *, by: Viewer, question: str) -> Referral:
    """Ask the sender something before deciding; the clock goes on, because somebody waits."""
    check_may(by, ANSWER_REFERRALS)
    return _talk(_at_receiver(locked(referral), by), "ask", by, question)


@transaction.atomic
def answer(referral: Referral, *, by: Viewer, words: str) -> Referral:
    """Answer the receiving office's question."""
    check_may(by, SCREEN)
    return _talk(_at_sender(locked(referral), by), "answer", by, words)


def _talk(fresh: Referral, verb: str, by: Viewer, words: str) -> Referral:
    if not words.strip():
        raise NotValid(_("Write your question or answer first."), {"words": _("This is empty.")})
    move = turned(REFERRAL, fresh.state, verb)
    fresh.state = move.to_state
    _say(fresh, by, verb, words)
    fresh.version += 1
    fresh.save()
    record(move.event, target=fresh)
    return fresh


@transaction.atomic
def withdraw(referral: Referral, *, by: Viewer) -> Referral:
    """Take the offer back before it is answered (the person changed her mind, or it was a mistake)."""
    check_may(by, SCREEN)
    fresh = _at_sender(locked(referral), by)
    move = turned(REFERRAL, fresh.state, "withdraw")
    fresh.state = move.to_state
    fresh.version += 1
    fresh.save()
    clock.stop(*ANSWER_CLOCKS, referral_id=fresh.pk, cancelled=True)
    record(move.event, target=fresh, fields=["state"])
    return fresh


@transaction.atomic
def send_on(referral: Referral, *, to_office: Office, by: Viewer) -> Referral:
    """Offer a declined person elsewhere: a new referral of the same screening, so nobody is lost."""
    fresh = _at_sender(locked(referral), by)
    if fresh.state != ReferralState.DECLINED:
        raise NotNow(_("This referral has not been declined; wait for the answer or withdraw it."))
    if (
        Referral.objects.filter(screening=fresh.screening)
        .exclude(state__in=["declined", "withdrawn"])
        .exists()
    ):
        raise NotNow(_("This person has already been offered to another office."))
    screening = Screening.objects.filter(pk=fresh.screening_id).first()
    if screening is None:
        # The wall: a first responder reads her own screenings only.
        raise NotYou(_("Only whoever talked with the person, or a reader of your office, can send this on."))
    return send(screening, to_office=to_office, by=by)


def _say(fresh: Referral, by: Viewer, verb: str, words: str) -> None:
    if words.strip():
        said: list[dict[str, Any]] = list(fresh.exchange or [])
        said.append(
            {"at": timezone.now().isoformat(), "office": by.office_name, "verb": verb, "words": words}
        )
        fresh.exchange = said


def _at_receiver(fresh: Referral, by: Viewer) -> Referral:
    if fresh.to_office_id != by.office_id:
        raise NotYou(_("Only the office this referral was sent to can answer it."))
    return fresh


def _at_sender(fresh: Referral, by: Viewer) -> Referral:
    if fresh.from_office_id != by.office_id:
        raise NotYou(_("Only the office that sent this referral can do this."))
    return fresh
