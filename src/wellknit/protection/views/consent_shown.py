"""The ledger as rows of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.protection.codelists import label
from wellknit.protection.models import BestInterest, Consent, Disclosure, Guardian
from wellknit.protection.policies_consent import groups_in_words
from wellknit.protection.queries.consents import Ledger

KINDS = {"given": "open", "refused": "info", "withdrawn": "due", "ended": "quiet", "expired": "waiting"}


def state_of(row: Consent) -> str:
    """Its state as a reader means it: run out is a state of its own."""
    over = row.state == "given" and row.expires_on is not None and row.expires_on < timezone.localdate()
    return "expired" if over else row.state


def tag_of(row: Consent) -> dict[str, str]:
    """The state as a tag."""
    state = state_of(row)
    return {"text": label("consent-words", state), "kind": KINDS[state]}


def consent_rows(book: Ledger) -> list[dict[str, Any]]:
    """Each row of the ledger."""
    return [
        {
            "href": reverse("consent", args=[row.pk]), "purpose": label("disclosure-purposes", row.purpose),
            "receiver": book.receiver(row), "tag": tag_of(row), "scope": groups_in_words(row.scope),
            "refused": groups_in_words(row.refused), "given_on": row.given_on, "expires_on": row.expires_on,
            "gone": len(book.gone_on(row)),
        }
        for row in book.consents
    ]  # fmt: skip


def fact_rows(row: Consent, book: Ledger) -> list[dict[str, Any]]:
    """One consent, fact by fact."""
    by = label("consent-givers", row.giver)
    name = row.guardian.name if row.guardian else row.giver_name
    facts = [
        (_("What for"), label("disclosure-purposes", row.purpose)), (_("Receiver"), book.receiver(row)),
        (_("Agreed to"), groups_in_words(row.scope)), (_("Refused"), groups_in_words(row.refused)),
        (_("Given by"), f"{by}: {name}" if name else by), (_("Can decide"), label("capacities", row.capacity)),
        (_("The child's own view"), label("child-views", row.child_view)),
        (_("Talk alone"), row.private_talk_on.isoformat() if row.private_talk_on else ""),
        (_("Asked in"), label("languages", row.language)),
        (_("Interpreter"), " · ".join(x for x in (label("languages", row.interpreter), row.interpreter_name or "") if x)),
        (_("How"), label("consent-manners", row.manner)), (_("Witness"), row.witness or ""),
        (_("In her own words"), row.words or ""), (_("Given on"), row.given_on), (_("Holds until"), row.expires_on or ""),
        (_("Written by"), book.people.get(row.recorded_by_id, "")),
        (_("Ended because"), label("consent-ends", row.end_reason)), (_("Noted at the end"), row.end_words or ""),
    ]  # fmt: skip
    rows = [{"key": key, "value": value} for key, value in facts if value]
    if row.evidence_id:
        href = reverse("paper", args=[row.evidence_id])
        rows.append({"key": _("Evidence"), "value": _("The signed paper"), "href": href, "action": _("Open")})
    return rows


def gone_rows(book: Ledger, gone: Iterable[Disclosure]) -> list[dict[str, Any]]:
    """What left: when, to whom, on what it stood, and whether it is being called back."""
    return [_gone(book, row) for row in gone]


def _gone(book: Ledger, row: Disclosure) -> dict[str, Any]:
    recall = book.recalls.get(row.pk)
    return {
        "at": row.at, "receiver": book.receiver(row), "by": book.people.get(row.by_id, ""),
        "form": label("disclosure-forms", row.form), "purpose": label("disclosure-purposes", row.purpose),
        "scope": groups_in_words(row.scope), "basis": label("disclosure-bases", row.basis) if row.basis else _("Her consent"),
        "consent": reverse("consent", args=[row.consent_id]) if row.consent_id else "",
        "reason": row.reason or "", "recall": _recall(recall) if recall else None,
    }  # fmt: skip


def _recall(row: Any) -> dict[str, Any]:
    text = label("recall-answers", row.answer) if row.answer else label("consent-words", row.state)
    kind = {"to_tell": "due", "told": "waiting", "answered": "done"}[row.state]
    return {"text": text, "kind": kind, "told": reverse("recall_told", args=[row.pk]) if row.state == "to_tell" else "",
            "answer": reverse("recall_answered", args=[row.pk]) if row.state != "answered" else ""}  # fmt: skip


def guardian_rows(found: Iterable[Guardian]) -> list[dict[str, Any]]:
    """Guardians with whether they may decide."""
    kinds = {"not_checked": "due", "cleared": "done", "suspected": "danger"}
    return [
        {"href": reverse("guardian", args=[g.pk]), "name": g.name, "relation": label("guardian-relations", g.relation),
         "standing": label("guardian-standings", g.standing), "kind": kinds[g.standing], "words": g.standing_words or ""}
        for g in found
    ]  # fmt: skip


def interest_rows(found: Iterable[BestInterest]) -> list[dict[str, Any]]:
    """Best-interest decisions."""
    return [
        {"question": b.question, "decided_on": b.decided_on, "by": b.decided_by, "view": label("child-views", b.child_view),
         "words": b.child_words or "", "reasons": b.reasons, "review_on": b.review_on}
        for b in found
    ]  # fmt: skip
