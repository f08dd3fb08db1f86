"""Explaining rights, and writing down that it was done, what was understood and what she chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.policydata import in_force
from wellknit.lib.policykinds import NOTICES, Notice
from wellknit.lib.rightswording import languages_of
from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.vault.uploads import SealedUpload
from wellknit.protection import policies_rights as policies
from wellknit.protection.actions import document
from wellknit.protection.actions.consent import as_child
from wellknit.protection.actions.moving import locked
from wellknit.protection.codelists import named
from wellknit.protection.models import Case, Document, Guardian, RightsNotification, Signature
from wellknit.protection.permissions import NOTIFY_RIGHTS, check_may
from wellknit.protection.policies import check_open


@dataclass(frozen=True)
class Mark:
    """A signature as it came from the screen: the picture, or why there is none."""

    name: str = ""
    picture: SealedUpload | None = None
    not_signed: str = ""


@dataclass(frozen=True)
class Explained:
    """What was explained and what came of it; codes of the lists.

    particulars: by the notice's codes (place, name, identified_by …). marks: role → Mark.
    """

    notice: str
    because: str
    language: str
    how: str
    understood: str
    particulars: Mapping[str, Any]
    marks: Mapping[str, Mark]
    choice: str = ""
    decline_reason: str = ""
    choice_words: str = ""
    wished_place: str = ""
    contact: str = ""
    retold: str = ""
    interpreter: str = ""
    return_voluntary: str = ""


def notice_here(code: str) -> Notice:
    """A notice of this node's charter, in the version in force today; `NotValid` for any other."""
    if code not in settings.CHARTER.get("notices", ()):
        raise NotValid(_("This node gives no such notice."), {"notice": _("Choose one of the list.")})
    return in_force(NOTICES, code, timezone.localdate(), settings.DATA)


@transaction.atomic
def explain(case: Case, told: Explained, *, by: Viewer) -> RightsNotification:
    """Write down one explaining of rights with its signatures.

    Each change brings a new row and older ones stay. Declining changes nothing but this row: status,
    proof and money are kept. An involuntary return is raised with the offices that carry the case.
    Raises `NotValid`, `NotNow` (what was not understood cannot be chosen), `NotYou`.
    """
    check_may(by, NOTIFY_RIGHTS)
    fresh = locked(case)
    check_open(fresh.state)
    notice = notice_here(told.notice)
    number = (RightsNotification.objects.filter(case=fresh).aggregate(n=Max("number"))["n"] or 0) + 1
    _check(notice, told, number)
    row = RightsNotification.objects.create(
        case=fresh, number=number, notice=notice.id, notice_version=notice.version, because=told.because,
        language=told.language, interpreter=told.interpreter, how=told.how, understood=told.understood,
        retold=told.retold or None, particulars=dict(told.particulars), return_voluntary=told.return_voluntary,
        choice=told.choice, decline_reason=told.decline_reason, choice_words=told.choice_words or None,
        wished_place=told.wished_place or None, contact=told.contact or None, explained_at=timezone.now(),
        explained_by_id=by.person_id, office_id=by.office_id,
    )  # fmt: skip
    for role, mark in told.marks.items():
        _sign(row, role, mark, by)
    note = {"number": number, "choice": told.choice, "understood": told.understood, "language": told.language}
    record("rights.explained", target=row, case=fresh.pk, note=note)
    if told.return_voluntary == "no":
        with connection.cursor() as cursor:
            cursor.execute("SELECT wk_alert_holders(%s, %s)", [fresh.pk, "return-not-voluntary"])
    return row


def _check(notice: Notice, told: Explained, number: int) -> None:
    lists = {"explained-because": told.because, "explained-how": told.how, "understood": told.understood}
    for name, code in lists.items():
        if named(name).entry(code) is None:
            raise NotValid(
                _("Something is not filled in."), {name.replace("explained-", ""): _("Choose one.")}
            )
    policies.check_again(told.because, number)
    policies.check_language(told.language, languages_of(notice, settings.DATA), told.interpreter)
    policies.check_particulars(notice, told.particulars, told.return_voluntary)
    policies.check_choice(
        notice,
        understood=told.understood,
        choice=told.choice,
        decline_reason=told.decline_reason,
        words=told.choice_words,
    )
    policies.check_signatures(notice, told.marks, interpreted=bool(told.interpreter))


def _sign(row: RightsNotification, role: str, mark: Mark, by: Viewer) -> Signature:
    if role == "guardian" and mark.picture:
        policies.check_guardian_signs(mark.name, [g.name for g in may_sign_beside(row.case)])
    kept = _keep(row, role, mark, by) if mark.picture else None
    if kept is None and named("not-signed").entry(mark.not_signed) is None:
        raise NotValid(
            _("A signature is missing, or the reason why there is none."),
            {f"{role}_mark": _("Sign, or choose why not.")},
        )
    return Signature.objects.create(
        case_id=row.case_id, notification=row, role=role, name=mark.name or None, mark=kept,
        not_signed="" if kept else mark.not_signed, at=timezone.now(), recorded_by_id=by.person_id,
    )  # fmt: skip


def may_sign_beside(case: Case) -> list[Guardian]:
    """Guardians who may sign beside a child: looked at, and found to have no part in what was done to her."""
    if not as_child(case):
        return []
    return list(Guardian.objects.filter(case=case, standing="cleared").order_by("added_at"))


def _keep(row: RightsNotification, role: str, mark: Mark, by: Viewer) -> Document:
    assert mark.picture is not None
    title = f"{row.notice} {row.number}: {role}"
    return document.keep(row.case, mark.picture, by=by, title=title, kind="signature", only_pictures=True)


@transaction.atomic
def sign_later(notification: RightsNotification, *, by: Viewer, role: str, mark: Mark) -> Signature:
    """Somebody signs, on screen or on paper that is photographed, or it is written why not. Once for each role."""
    check_may(by, NOTIFY_RIGHTS)
    locked(notification.case)
    if Signature.objects.filter(notification=notification, role=role, mark__isnull=False).exists():
        raise NotNow(_("This is signed already."))
    if mark.picture is None and not mark.not_signed:
        raise NotValid(_("Sign first."), {"picture": _("Draw the signature, or say why there is none.")})
    signed = _sign(notification, role, mark, by)
    record("rights.signed", target=signed, case=notification.case_id, note={"role": role})
    return signed
