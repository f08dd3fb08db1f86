"""The ledger of a case: what was agreed and refused, what left on it, and who is still to be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models.functions import Greatest
from django.http import Http404
from django.utils import timezone

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Office, User
from wellknit.protection.codelists import label
from wellknit.protection.models import BestInterest, Case, Consent, Disclosure, Guardian, Recall
from wellknit.protection.permissions import READ_CASES, check_may
from wellknit.protection.policies_consent import alike
from wellknit.protection.queries.casefile import Entry
from wellknit.protection.recipients import office_of, told
from wellknit.protection.sections import Line


@dataclass(frozen=True)
class Ledger:
    """Everything about consent in one case, in a constant number of queries. `offices`, `people`: names by id."""

    consents: list[Consent]
    disclosures: list[Disclosure]
    recalls: dict[UUID, Recall]
    guardians: list[Guardian]
    best_interests: list[BestInterest]
    offices: dict[UUID, str] = field(default_factory=dict)
    people: dict[UUID, str] = field(default_factory=dict)

    def receiver(self, row: Consent | Disclosure) -> str:
        """Who receives, in words."""
        return told(row.recipient, self.offices, row.recipient_name)

    def gone_on(self, consent: Consent) -> list[Disclosure]:
        """What left on one consent."""
        return [d for d in self.disclosures if d.consent_id == consent.pk]

    def gone_with(self, consent: Consent) -> list[Disclosure]:
        """What left on one consent and on those that end with it when it is taken back."""
        ending = {consent.pk, *(c.pk for c in alike(self.consents, consent, timezone.localdate()))}
        return [d for d in self.disclosures if d.consent_id in ending]


def ledger(viewer: Viewer, case: Case) -> Ledger:
    """The ledger of a case in reach, latest first. Reading it is an event."""
    check_may(viewer, READ_CASES)
    consents = list(
        Consent.objects.filter(case=case).select_related("guardian").order_by("-given_on", "-recorded_at")
    )
    gone = list(Disclosure.objects.filter(case=case).order_by("-at"))
    record("consent.read", target=case, case=case.pk)
    return Ledger(
        consents, gone, {r.disclosure_id: r for r in Recall.objects.filter(case=case)},
        list(Guardian.objects.filter(case=case).order_by("added_at")),
        list(BestInterest.objects.filter(case=case).order_by("-decided_on")),
        *_names([*consents, *gone], {d.by_id for d in gone} | {c.recorded_by_id for c in consents}),
    )  # fmt: skip


def _names(
    rows: Iterable[Consent | Disclosure], people: set[UUID]
) -> tuple[dict[UUID, str], dict[UUID, str]]:
    ids = {found for row in rows if (found := office_of(row.recipient))}
    offices = {o.pk: o.name for o in Office.objects.filter(pk__in=ids).only("id", "name")}
    return offices, {u.pk: u.name for u in User.objects.filter(pk__in=people).only("id", "name")}


def consent(viewer: Viewer, consent_id: UUID) -> Consent:
    """One row of the ledger, in reach; 404 outside."""
    check_may(viewer, READ_CASES)
    found = (
        Consent.objects.filter(pk=consent_id)
        .select_related("case", "guardian", "best_interest", "evidence")
        .first()
    )
    if found is None:
        raise Http404
    record("consent.read", target=found, case=found.case_id)
    return found


def guardian(viewer: Viewer, guardian_id: UUID) -> Guardian:
    """One guardian of a case in reach; 404 outside."""
    found = Guardian.objects.filter(pk=guardian_id).select_related("case").first()
    if found is None:
        raise Http404
    return found


def recall(viewer: Viewer, recall_id: UUID) -> Recall:
    """One calling back, of a case in reach; 404 outside."""
    found = Recall.objects.filter(pk=recall_id).select_related("case", "consent", "disclosure").first()
    if found is None:
        raise Http404
    return found


def timeline(viewer: Viewer, case: Case, some: slice) -> list[Entry]:
    """Consents, their ends, and what left, as lines of the case file; four queries."""
    newest = Greatest("recorded_at", "ended_at").desc()
    consents = list(Consent.objects.filter(case=case).order_by(newest)[some])
    outside = Disclosure.objects.filter(case=case).exclude(basis="own_office")  # that did not leave
    gone = list(outside.order_by("-at")[some])
    people = {c.recorded_by_id for c in consents} | {d.by_id for d in gone}
    book = Ledger(consents, gone, {}, [], [], *_names([*consents, *gone], people))
    entries = []
    for c in consents:
        text = f"{label('disclosure-purposes', c.purpose)} · {book.receiver(c)}"
        title = label("consent-words", c.state if c.state == "refused" else "given")
        entries.append(
            Entry(c.recorded_at, "line", Line(title, text, "info"), book.people.get(c.recorded_by_id, ""))
        )
        if c.ended_at:
            line = Line(label("consent-words", c.state), text, "due")
            entries.append(
                Entry(c.ended_at, "line", line, book.people.get(c.ended_by_id, "") if c.ended_by_id else "")
            )
    for d in gone:
        text = f"{label('disclosure-forms', d.form)} · {book.receiver(d)}"
        entries.append(
            Entry(
                d.at,
                "line",
                Line(label("consent-words", "left"), text, "private"),
                book.people.get(d.by_id, ""),
            )
        )
    return entries
