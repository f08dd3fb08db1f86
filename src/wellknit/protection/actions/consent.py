"""Asking, refusing, taking back: the ledger on which everything that leaves stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.vault.uploads import SealedUpload
from wellknit.protection import policies_consent as policies
from wellknit.protection.actions import document, worklist
from wellknit.protection.actions.moving import locked
from wellknit.protection.codelists import label, named
from wellknit.protection.models import BestInterest, Case, Consent, Disclosure, Document, Guardian, Recall
from wellknit.protection.permissions import RECORD_CONSENT, check_may
from wellknit.protection.policies import check_open
from wellknit.protection.states_consent import CONSENT, RECALL
from wellknit.protection.withdrawals import stop_all

CHILD_BANDS = frozenset({"0-14", "15-17"})


@dataclass(frozen=True)
class Answer:
    """What a person was asked and what she said. Codes of the lists; local days.

    scope: what she agrees to; refused: what she said no to. Both may be filled; with an empty scope
    this is a refusal, which needs no term.
    """

    purpose: str
    recipient: str
    scope: tuple[str, ...]
    given_on: date
    language: str
    manner: str
    expires_on: date | None = None
    refused: tuple[str, ...] = ()
    giver: str = "self"
    capacity: str = "full"
    guardian: Guardian | None = None
    best_interest: BestInterest | None = None
    giver_name: str = ""
    child_view: str = ""
    private_talk_on: date | None = None
    recipient_name: str = ""
    words: str = ""
    notice: str = ""
    notice_version: int | None = None
    interpreter: str = ""
    interpreter_name: str = ""
    witness: str = ""
    evidence: Document | None = None


def as_child(case: Case) -> bool:
    """Whether the person is a child, or taken for one until her age is assessed."""
    return case.presumed_child or case.age_band in CHILD_BANDS


@transaction.atomic
def write(case: Case, answer: Answer, *, by: Viewer, paper: SealedUpload | None = None) -> Consent:
    """Write an answer into the ledger: a consent, or a refusal where nothing was agreed to.

    `paper`: the signed paper as it was uploaded; it is kept with the case and named as evidence.
    Raises `NotNow` when this giver may not say yes (a child alone, a guardian who may be the suspect),
    `NotValid`, `NotYou`.
    """
    check_may(by, RECORD_CONSENT)
    fresh = locked(case)
    check_open(fresh.state)
    refuses = not answer.scope
    _check(fresh, answer, refuses=refuses)
    if paper is not None:
        kept = document.keep(
            fresh, paper, by=by, title=label("document-kinds", "agreement"), kind="agreement"
        )
        answer = replace(answer, evidence=kept)
    move = CONSENT.begin("refuse" if refuses else "give")
    row = Consent.objects.create(
        case=fresh, state=move.to_state, giver=answer.giver, capacity=answer.capacity, guardian=answer.guardian,
        best_interest=answer.best_interest, giver_name=answer.giver_name or None, child_view=answer.child_view,
        private_talk_on=answer.private_talk_on, purpose=answer.purpose, recipient=answer.recipient,
        recipient_name=answer.recipient_name or None, scope=sorted(set(answer.scope)),
        refused=sorted(set(answer.refused)), words=answer.words or None, notice=answer.notice,
        notice_version=answer.notice_version, language=answer.language, interpreter=answer.interpreter,
        interpreter_name=answer.interpreter_name or None, witness=answer.witness or None, manner=answer.manner,
        evidence=answer.evidence, given_on=answer.given_on, expires_on=None if refuses else answer.expires_on,
        recorded_by_id=by.person_id,
    )  # fmt: skip
    record(move.event, target=row, case=fresh.pk, note={"purpose": row.purpose, "giver": row.giver})
    return row


def _check(case: Case, answer: Answer, *, refuses: bool) -> None:
    policies.check_known(answer.purpose, answer.recipient, (*answer.scope, *answer.refused))
    policies.check_scope(answer.scope, answer.refused)
    end = answer.given_on if refuses else answer.expires_on
    policies.check_term(answer.given_on, end, timezone.localdate())
    things = (answer.guardian, answer.best_interest, answer.evidence)
    if any(thing is not None and thing.case_id != case.pk for thing in things):
        raise NotValid(_("The guardian, the decision or the paper belongs to another case."))
    policies.check_giver(
        giver=answer.giver, capacity=answer.capacity, as_child=as_child(case),
        guardian_standing=_standing(answer.guardian), has_best_interest=answer.best_interest is not None,
        child_view=answer.child_view, refuses=refuses,
    )  # fmt: skip
    if not refuses and answer.giver == "legal_representative":
        policies.check_representative(answer.giver_name, Guardian.objects.filter(case=case))
    if not refuses and answer.giver == "best_interest" and answer.best_interest is not None:
        policies.check_decision(answer.best_interest.child_view, answer.child_view)
    policies.check_witnessed(answer.manner, answer.witness)
    if not refuses:
        policies.check_receiver_named(answer.recipient, answer.recipient_name)
        policies.check_private_talk(answer.purpose, answer.recipient, answer.private_talk_on, answer.given_on)


def _standing(guardian: Guardian | None) -> str | None:
    # Read anew: the form may hold what was true before somebody began to doubt him.
    return locked(guardian).standing if guardian else None


# -- What it covers


def check_covers(
    case: Case, purpose: str, recipient: str, scope: Iterable[str], on: date | None = None, name: str = ""
) -> Consent:
    """The consent that covers this, or `NotShared` with a sentence that says what to do.

    `name`: the receiver's, where several are of its kind. One row has to cover all of `scope`: two half consents were given for two different things.
    The row is locked: a withdrawal waits until what stands on it is written, and is then told of it.
    """
    rows = _asked(case.pk, purpose, recipient).select_for_update().order_by("pk")
    found = policies.covering(
        list(rows),
        purpose=purpose,
        recipient=recipient,
        scope=frozenset(scope),
        on=on or timezone.localdate(),
        name=name,
    )
    return found


def _asked(case_id: UUID, purpose: str, recipient: str) -> QuerySet[Consent]:
    return Consent.objects.filter(case_id=case_id, purpose=purpose, recipient=recipient)


def open_scope(
    case: Case, purpose: str, recipient: str, on: date | None = None, name: str = ""
) -> frozenset[str]:
    """All parts the newest consent in force opens; raises `NotShared` when there is none."""
    row = check_covers(case, purpose, recipient, (), on, name)
    asked = policies.about(_asked(case.pk, purpose, recipient), name)
    return policies.open_groups(row, asked, on or timezone.localdate())


# -- Its end


@dataclass(frozen=True)
class Ended:
    """What a withdrawal did: the row, what it and its like stopped, who has to be told of what is already there."""

    consent: Consent
    stopped: tuple[str, ...]
    recalls: tuple[Recall, ...]


@transaction.atomic
def withdraw(consent: Consent, *, by: Viewer, reason: str = "withdrawn_by_person", words: str = "") -> Ended:
    """She takes it back: nothing more goes out on it, and everybody who received is to be told.

    Every other consent in force for the same purpose and the same receiver ends with it: she was asked twice,
    and takes back both. No reason is asked of her. Raises `IllegalMove` when it had ended before, `NotYou`.
    """
    return _end(consent, "withdraw", by, reason, words)


@transaction.atomic
def end(consent: Consent, *, by: Viewer, reason: str, words: str = "") -> Ended:
    """It ends without her taking it back: the giver may be involved, she came of age, a new one replaces it."""
    if reason not in named("consent-ends").flagged("not_withdrawal"):
        raise NotValid(_("Say why the consent ends."), {"reason": _("Choose one.")})
    return _end(consent, "end", by, reason, words)


def _end(consent: Consent, verb: str, by: Viewer, reason: str, words: str) -> Ended:
    check_may(by, RECORD_CONSENT)
    like = _like(consent) if verb == "withdraw" else []
    fresh = locked(consent)
    rows = [fresh, *(row for row in like if row.pk != fresh.pk)]
    for row in rows:
        _close(row, verb, by, reason, words)
    if reason == "replaced":
        return Ended(fresh, (), ())
    # All are closed before anything follows: what stands on one must not move over to the next.
    recalls = [recall for row in rows for recall in _open_recalls(row)]
    stopped = dict.fromkeys(sentence for row in rows for sentence in _stop(row, by))
    return Ended(fresh, tuple(stopped), tuple(recalls))


def _like(consent: Consent) -> list[Consent]:
    """What is in force for the same purpose and receiver, and by the same name, this one among them. Locked."""
    asked = _asked(consent.case_id, consent.purpose, consent.recipient).select_for_update().order_by("pk")
    return policies.alike(asked, consent, timezone.localdate())


def _close(fresh: Consent, verb: str, by: Viewer, reason: str, words: str) -> None:
    move = CONSENT.check(fresh.state, verb)
    fresh.state, fresh.ended_at, fresh.ended_by_id = move.to_state, timezone.now(), by.person_id
    fresh.end_reason, fresh.end_words = reason, words or None
    fresh.save(update_fields=["state", "ended_at", "ended_by_id", "end_reason", "end_words"])
    record(move.event, target=fresh, case=fresh.case_id, fields=["state"], note={"reason": reason})


def _open_recalls(consent: Consent) -> tuple[Recall, ...]:
    gone = Disclosure.objects.filter(consent=consent, recall=None)
    state = RECALL.begin("open").to_state
    opened = tuple(
        Recall.objects.create(
            case_id=consent.case_id, consent=consent, disclosure=d, state=state, opened_at=timezone.now()
        )
        for d in gone
    )
    if opened:
        record("recall.opened", target=consent, case=consent.case_id, note={"count": len(opened)})
    return opened


def _stop(consent: Consent, by: Viewer) -> tuple[str, ...]:
    stopped = stop_all(consent, by)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT told, reach_ended FROM wk_consent_ended(%s, %s)", [consent.pk, timezone.localdate()]
        )
        told, ended = cursor.fetchone()
    if ended:
        stopped.append(_("The receiving office no longer reads the file."))
        worklist.refresh(consent.case_id)
    if told:
        stopped.append(_("The receiving office was told."))
    return tuple(stopped)


@transaction.atomic
def tell(recall: Recall, *, by: Viewer, words: str = "") -> Recall:
    """The receiver was told that the consent is gone."""
    return _recall(recall, "tell", by, words)


@transaction.atomic
def answer(recall: Recall, *, by: Viewer, what: str, words: str = "") -> Recall:
    """What the receiver did with it: destroyed, gave back, keeps on its own ground."""
    if named("recall-answers").entry(what) is None:
        raise NotValid(_("Say what the receiver did."), {"answer": _("Choose one.")})
    return _recall(recall, "answer", by, words, what)


def _recall(recall: Recall, verb: str, by: Viewer, words: str, what: str = "") -> Recall:
    check_may(by, RECORD_CONSENT)
    fresh = locked(recall)
    move = RECALL.check(fresh.state, verb)
    fresh.state = move.to_state
    fresh.words = words or fresh.words
    fresh.told_at, fresh.told_by_id = fresh.told_at or timezone.now(), fresh.told_by_id or by.person_id
    if verb == "answer":
        fresh.answer, fresh.answered_at = what, timezone.now()
    fresh.save()
    record(move.event, target=fresh, case=fresh.case_id, note={"answer": what})
    return fresh
