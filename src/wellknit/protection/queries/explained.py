"""Rights that were explained: each time with what was understood, chosen and signed, and as a paper."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.dates import Era, format_date
from wellknit.lib.documents.tree import Document as Paper
from wellknit.lib.documents.tree import Mark
from wellknit.lib.policydata import in_force, load_all, version
from wellknit.lib.policykinds import ENTITLEMENTS, NOTICES, Entitlements, Notice
from wellknit.lib.rightspaper import Filled, paper
from wellknit.lib.rightswording import Worded, worded
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import User
from wellknit.protection.codelists import label
from wellknit.protection.files import clear
from wellknit.protection.models import Case, Identification, RightsNotification, Signature
from wellknit.protection.names import birth_of
from wellknit.protection.permissions import NOTIFY_RIGHTS, READ_CASES, check_may
from wellknit.protection.queries.casefile import Entry
from wellknit.protection.sections import Line


def notices_here() -> list[Notice]:
    """The notices this node's charter gives, in the version in force today."""
    today = timezone.localdate()
    return [in_force(NOTICES, code, today, settings.DATA) for code in settings.CHARTER.get("notices", ())]


def notice_of(code: str) -> Notice:
    """One of them; 404 else."""
    found = next((n for n in notices_here() if n.id == code), None)
    if found is None:
        raise Http404
    return found


def _check_may_see(viewer: Viewer) -> None:
    """Whoever explains rights sees what was explained before, also without reading the rest of the file."""
    if not viewer.may(NOTIFY_RIGHTS):
        check_may(viewer, READ_CASES)


def case_to_explain(viewer: Viewer, case_id: UUID) -> Case:
    """A case in reach, for whoever explains rights; 404 outside. Reading it is an event."""
    check_may(viewer, NOTIFY_RIGHTS)
    found = Case.objects.filter(pk=case_id).select_related("person", "office").first()
    if found is None:
        raise Http404
    record("case.read", target=found, case=found.pk)
    return found


def notifications(viewer: Viewer, case: Case) -> list[RightsNotification]:
    """All explainings of a case, latest first."""
    _check_may_see(viewer)
    return list(RightsNotification.objects.filter(case=case).order_by("-number"))


def notification(viewer: Viewer, notification_id: UUID) -> RightsNotification:
    """One explaining of a case in reach; 404 outside. Reading it is an event."""
    _check_may_see(viewer)
    found = (
        RightsNotification.objects.filter(pk=notification_id).select_related("case", "case__person").first()
    )
    if found is None:
        raise Http404
    record("rights.read", target=found, case=found.case_id)
    return found


def signatures(found: RightsNotification) -> dict[str, Signature]:
    """Role → what stands there now: a signature once it is given, else the latest reason why not."""
    rows = Signature.objects.filter(notification=found).select_related("mark").order_by("at")
    latest: dict[str, Signature] = {}
    for row in rows:
        if row.role not in latest or latest[row.role].mark_id is None:
            latest[row.role] = row
    return latest


def worded_for(found: RightsNotification, language: str) -> Worded:
    """The notice this row was made with, in a language."""
    notice = version(NOTICES, found.notice, found.notice_version, settings.DATA)
    return worded(notice, language, settings.DATA)


def paper_of(found: RightsNotification, language: str) -> Paper:
    """The filled sheet in a language, with the signatures as they were drawn."""
    drawn = {role: _mark(row) for role, row in signatures(found).items()}
    filled = Filled(
        code=found.case.code, particulars=_ready(found.particulars, language), language=found.language, how=found.how,
        understood=found.understood, interpreter=found.interpreter, return_voluntary=found.return_voluntary,
        choice=found.choice, decline_reason=found.decline_reason, choice_words=found.choice_words or "",
        wished_place=found.wished_place or "", contact=found.contact or "", marks=drawn,
    )  # fmt: skip
    return paper(worded_for(found, language), filled)


def _ready(particulars: Mapping[str, Any], language: str) -> dict[str, str]:
    ready = {code: str(value) for code, value in particulars.items() if value}
    if "date" in ready:
        era = Era.BE if language == "th" else None
        ready["date"] = format_date(date.fromisoformat(ready["date"]), language=language, era=era)
    return ready


def _mark(row: Signature) -> Mark:
    if row.mark is None:
        return Mark(row.role, row.name or "", row.not_signed)
    return Mark(row.role, row.name or "", "", base64.b64encode(b"".join(clear(row.mark))).decode())


def blank(notice: Notice, language: str) -> Paper:
    """The empty form, to read aloud and to sign on paper; it is about nobody."""
    return paper(worded(notice, language, settings.DATA))


def known_particulars(viewer: Viewer, case: Case, notice: Notice) -> dict[str, Any]:
    """What the file already knows of what the form asks, for the official to correct."""
    person, birth, today = case.person, birth_of(case.person), timezone.localdate()
    decided = Identification.objects.filter(case=case, state="recognised").order_by("-decided_at").first()
    known: dict[str, Any] = {
        "place": viewer.office_name,
        "date": today,
        "name": " / ".join(n for n in (person.name_native, person.name_latin) if n),
        "age": str(today.year - birth.year) if birth and birth.year else label("age-bands", case.age_band),
        "nationality": label("countries", person.nationality),
        "identified_in": label("countries", decided.jurisdiction) if decided else "",
    }
    return {code: known.get(code, "") for code in notice.particulars}


def kept_entitlements() -> list[Entitlements]:
    """What the law and the fund leave to somebody who declines the shelter, from the country's files."""
    wanted = set(settings.CHARTER.get("entitlements", ()))
    today = timezone.localdate()
    found = [e for e in load_all(ENTITLEMENTS, settings.DATA) if e.id in wanted and e.in_force_from <= today]
    return [
        max((e for e in found if e.id == code), key=lambda e: e.version)
        for code in sorted({e.id for e in found})
    ]


def timeline(viewer: Viewer, case: Case, some: slice) -> list[Entry]:
    """Each explaining as a line of the case file; three queries."""
    rows = notifications(viewer, case)[some]
    names = {
        u.pk: u.name for u in User.objects.filter(pk__in={r.explained_by_id for r in rows}).only("id", "name")
    }
    return [Entry(r.explained_at, "line", _line(r), names.get(r.explained_by_id, "")) for r in rows]


def _line(row: RightsNotification) -> Line:
    chosen = {"wants_protection": _("wants protection"), "declines_protection": _("declines protection, keeps her rights"),
              "undecided": _("takes time to decide")}.get(row.choice, _("to be explained again"))  # fmt: skip
    kind = "due" if row.understood != "yes" else "done"
    return Line(_("Rights explained"), f"{label('explained-because', row.because)} · {chosen}", kind)
