"""What travels beside the steps: taken back, erased, danger, a death, trafficked again, a correction, a question.

Each reaches the node that received the data before anything else does, and is shown as honoured or not. The
receiver decides: under a legal hold it keeps, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.exchange import outbox
from wellknit.protection import border_bodies as bodies
from wellknit.protection.actions import clock, telling, walking
from wellknit.protection.actions.moving import locked
from wellknit.protection.codelists import named
from wellknit.protection.models import BorderNotice, Disclosure, Journey, Recall
from wellknit.protection.permissions import MOVE_JOURNEYS, check_may
from wellknit.protection.policies_retention import held
from wellknit.protection.states_border import NOTICE

# These overtake everything that waits; the others keep their place in the row.
URGENT = frozenset({"withdrawn", "erased", "danger", "death", "retrafficked"})
# These cannot be empty: without words nobody knows what to do.
WORDS = frozenset({"danger", "correction", "question", "answer", "retrafficked"})
# Told by a person on a page; the others follow from something that was done in the file.
BY_HAND = ("question", "correction", "danger", "retrafficked", "death")


@transaction.atomic
def give(journey: Journey, kind: str, *, by: Viewer, words: str = "", fields: Mapping[str, Any] | None = None,
         answers: BorderNotice | None = None) -> BorderNotice:  # fmt: skip
    """Tell the other side. Where it has no node the notice stands here until somebody has told it on paper.

    Raises `NotValid` without the words that it needs, `NotYou`.
    """
    check_may(by, MOVE_JOURNEYS)
    if by.office_id != walking.own_office(journey):
        raise NotYou(_("Another office carries this journey."))
    if kind not in bodies.NOTICES or (kind in WORDS and not words.strip()):
        raise NotValid(_("Write what the other side should know."), {"words": _("This is empty.")})
    if kind in WORDS - URGENT:
        telling.check_goes_on(journey)
    made = BorderNotice(
        journey=journey, kind=kind, outgoing=True, words=words.strip() or None, fields=dict(fields or {}) or None,
        answers=answers.pk if answers else None, state=NOTICE.begin("give").to_state, at=timezone.now(),
        by_id=by.person_id,
    )  # fmt: skip
    if journey.node:
        name = "journey.alarm" if kind in URGENT else "journey.note"
        made.message_id = outbox.queue(
            name, to=journey.node, body=bodies.notice(made), journey=journey.pk, by=by
        )
    made.save(force_insert=True)
    clock.start("notice-answer", office_id=by.office_id, case_id=journey.case_id, journey_id=journey.pk)
    record("notice.given", target=made, case=journey.case_id, note={"kind": kind})
    return made


@transaction.atomic
def answer(notice: BorderNotice, *, by: Viewer, what: str, words: str = "") -> BorderNotice:
    """Say what was done with a notice that came in: done, destroyed, kept on a ground of our own, not done.

    what: code of notice-answers. Under a legal hold `destroyed` is refused: it is kept, and that is said.
    For an outgoing notice to a partner without a node the same writes down what that partner answered.
    """
    check_may(by, MOVE_JOURNEYS)
    fresh = locked(notice)
    journey = locked(fresh.journey)
    _check_answer(fresh, journey, what, words, by)
    verb = "not_honour" if what in named("notice-answers").flagged("not_honoured") else "honour"
    _settle(fresh, verb, what, words, by.person_id)
    if not fresh.outgoing and journey.node:
        outbox.queue(
            "journey.honoured", to=journey.node, body=bodies.honoured(fresh), journey=journey.pk, by=by
        )
    record(NOTICE.check("open", verb).event, target=fresh, case=journey.case_id, note={"answer": what})
    return fresh


def never_came(notice: BorderNotice) -> bool:
    """Whether its message was stopped here or refused there: nobody on the other side will answer it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM wk_exchange_of_journey(%s) WHERE id = %s AND state IN ('stopped', 'refused')",
            [notice.journey_id, notice.message_id],
        )
        return cursor.fetchone() is not None


def _check_answer(notice: BorderNotice, journey: Journey, what: str, words: str, by: Viewer) -> None:
    if by.office_id != walking.own_office(journey):
        raise NotYou(_("Another office carries this journey."))
    if notice.state != "open":
        raise NotNow(_("This has been answered."))
    if notice.outgoing and journey.node and not never_came(notice):
        raise NotNow(_("The other country answers this itself."))
    if not notice.outgoing and words.strip():
        telling.check_goes_on(journey)
    entry = named("notice-answers").entry(what)
    if entry is None:
        raise NotValid(_("Say what was done."), {"answer": _("Choose one.")})
    if "words" in entry.flags and not words.strip():
        raise NotValid(_("Give the reason: the other side reads it."), {"words": _("This is empty.")})
    if what == "destroyed" and journey.case_id is not None and held(journey.case_id):
        raise NotNow(
            _(
                "A legal hold keeps this file. Answer that it is kept, with the reason, or lift the hold first."
            )
        )


def _settle(notice: BorderNotice, verb: str, what: str, words: str, by_id: UUID | None) -> None:
    notice.state = NOTICE.check(notice.state, verb).to_state
    notice.honoured, notice.honoured_words = what, words.strip() or None
    notice.honoured_at, notice.honoured_by_id = timezone.now(), by_id
    notice.save(update_fields=["state", "honoured", "honoured_words", "honoured_at", "honoured_by_id"])
    if not BorderNotice.objects.filter(journey_id=notice.journey_id, state="open").exists():
        clock.stop("notice-answer", journey_id=notice.journey_id)


def heard(notice: BorderNotice, body: Mapping[str, Any]) -> None:
    """The other side says what it did: written beside our notice, and beside the recalls that wait for it."""
    if notice.state != "open":
        return
    verb = "honour" if body["honoured"] else "not_honour"
    _settle(notice, verb, body["answer"], body["words"], None)
    _answer_recalls(notice, body)
    record(NOTICE.check("open", verb).event, target=notice, case=notice.journey.case_id,
           note={"answer": body["answer"]})  # fmt: skip


def _answer_recalls(notice: BorderNotice, body: Mapping[str, Any]) -> None:
    journey = notice.journey
    if notice.kind != "withdrawn" or journey.consent_id is None:
        return
    gone = Disclosure.objects.filter(consent_id=journey.consent_id, recipient=journey.partner)
    what = "destroyed" if body["answer"] == "destroyed" else "kept"
    now = timezone.now()
    Recall.objects.filter(disclosure__in=gone).exclude(state="answered").update(
        state="answered", told_at=notice.at, answered_at=now, answer=what
    )
