"""Letting something leave: every page, export and message that goes out goes through `make`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from wellknit.platform.access.refusals import NotShared
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection import policies_consent as policies
from wellknit.protection.actions import consent as consents
from wellknit.protection.codelists import named
from wellknit.protection.models import Case, Disclosure, Document
from wellknit.protection.permissions import DISCLOSE, READ_CASES, TELL_ABROAD, check_may
from wellknit.protection.recipients import office_key


@transaction.atomic
def make(case: Case, *, by: Viewer, purpose: str, recipient: str, scope: Iterable[str], form: str, what: str = "",
         recipient_name: str = "", basis: str = "", reason: str = "", fields: Iterable[str] = (), digest: str = "",
         document: Document | None = None, on: date | None = None) -> Disclosure:  # fmt: skip
    """Write down that something leaves, before its first byte does, and on what it stands.

    purpose, scope, form: codes of disclosure-purposes, data-groups, disclosure-forms. recipient: a key of
    `recipients`. basis "": stands on a consent, found here; else a code of disclosure-bases with its
    reason. fields: names of what left, never values; digest: SHA-256 of the bytes.
    Raises `NotShared` when nothing covers it, `NotValid` for unknown codes, `NotYou`.
    """
    check_may(by, DISCLOSE)
    return _make(case, by=by, purpose=purpose, recipient=recipient, scope=scope, form=form, what=what,
                 recipient_name=recipient_name, basis=basis, reason=reason, fields=fields, digest=digest,
                 document=document, on=on)  # fmt: skip


@transaction.atomic
def abroad(case: Case, *, by: Viewer, purpose: str, recipient: str, scope: Iterable[str], what: str,
           fields: Iterable[str]) -> Disclosure:  # fmt: skip
    """Tell the other country what a step allows: always on a consent, never on another ground. The office's service
    person may do this, because the person agreed to exactly it. Raises `NotShared`, `NotYou`."""
    check_may(by, TELL_ABROAD)
    return _make(case, by=by, purpose=purpose, recipient=recipient, scope=scope, form="message", what=what,
                 fields=fields)  # fmt: skip


def _make(case: Case, *, by: Viewer, purpose: str, recipient: str, scope: Iterable[str], form: str, what: str = "",
          recipient_name: str = "", basis: str = "", reason: str = "", fields: Iterable[str] = (), digest: str = "",
          document: Document | None = None, on: date | None = None) -> Disclosure:  # fmt: skip
    groups = sorted(set(scope))
    policies.check_known(purpose, recipient, groups)
    policies.check_receiver_named(recipient, recipient_name)
    stands_on = None
    if basis:
        policies.check_basis(basis, recipient=recipient, own_office=by.office_id, reason=reason)
    else:
        stands_on = consents.check_covers(case, purpose, recipient, groups, on, recipient_name)
    gone = Disclosure.objects.create(
        case=case, at=timezone.now(), by_id=by.person_id, by_office_id=by.office_id, purpose=purpose,
        recipient=recipient, recipient_name=recipient_name or None, scope=groups, fields=sorted(set(fields)),
        form=form, what=what, consent=stands_on, basis=basis, reason=reason or None, document=document, digest=digest,
    )  # fmt: skip
    note = {"purpose": purpose, "form": form, "what": what, "basis": basis or "consent"}
    record("disclosure.made", target=gone, case=case.pk, fields=gone.fields, note=note)
    if basis and "reason" in (entry.flags if (entry := named("disclosure-bases").entry(basis)) else ()):
        _raise_without_consent(gone)
    return gone


@transaction.atomic
def inside(
    case: Case,
    *,
    by: Viewer,
    what: str,
    scope: Iterable[str],
    form: str = "print",
    fields: Iterable[str] = (),
) -> Disclosure:
    """A print for the office's own desk: it stays in the office, and the ledger says that it lies on paper.

    Whoever reads the file may do this. Raises `NotYou`, `NotValid`.
    """
    check_may(by, READ_CASES)
    groups = sorted(set(scope))
    policies.check_known("office_work", office_key(by.office_id), groups)
    kept = Disclosure.objects.create(
        case=case, at=timezone.now(), by_id=by.person_id, by_office_id=by.office_id, purpose="office_work",
        recipient=office_key(by.office_id), scope=groups, fields=sorted(set(fields)), form=form, what=what,
        basis="own_office",
    )  # fmt: skip
    record(
        "disclosure.made",
        target=kept,
        case=case.pk,
        fields=kept.fields,
        note={"what": what, "basis": "own_office"},
    )
    return kept


def _raise_without_consent(gone: Disclosure) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_told_without_consent(%s)", [gone.pk])


def filtered(
    case: Case, purpose: str, recipient: str, wanted: Iterable[str], on: date | None = None, name: str = ""
) -> frozenset[str]:
    """The parts of `wanted` that one consent in force lets go: for a payload cut down to what is agreed."""
    try:
        return consents.open_scope(case, purpose, recipient, on, name) & frozenset(wanted)
    except NotShared:
        return frozenset()
