"""A list of cases that leaves the house: only what is covered, each case written down before the first byte goes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from wellknit.lib.sheets.targets import case_list, htcds
from wellknit.lib.sheets.writing import by_standard, workbook
from wellknit.platform.access.refusals import NotShared, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection import exporting
from wellknit.protection import policies_consent as consent_policies
from wellknit.protection.actions import consent, disclosure
from wellknit.protection.models import Case, Identification
from wellknit.protection.permissions import DISCLOSE, EXPORT_CASES, check_may

MOST = 500
LAYOUTS = ("own", "htcds")


@dataclass(frozen=True)
class Exported:
    """The workbook, and by code which cases are in it and which are not because nothing covers them."""

    body: bytes
    taken: tuple[str, ...]
    left_out: tuple[str, ...]


@transaction.atomic
def cases(ids: Iterable[UUID], *, by: Viewer, layout: str, purpose: str, recipient: str, scope: Iterable[str],
          basis: str = "", reason: str = "", recipient_name: str = "") -> Exported:  # fmt: skip
    """Cases of the viewer's own office as a spreadsheet, in our columns or the standard's.

    basis "": each case stands on its own consent, and goes without when there is none. Otherwise a code of
    disclosure-bases. Raises `NotShared` when not one case is covered, `NotValid`, `NotYou`.
    """
    check_may(by, EXPORT_CASES)
    check_may(by, DISCLOSE)
    groups = sorted(set(scope))
    if layout not in LAYOUTS or not groups:
        raise NotValid(
            _("Choose the columns, and what is to be in the list."), {"scope": _("Choose at least one.")}
        )
    found = list(
        Case.objects.filter(pk__in=list(ids), office_id=by.office_id)
        .select_related("person")
        .order_by("code")[: MOST + 1]
    )
    if len(found) > MOST:
        raise NotValid(
            _("More than %(most)s cases at once are not taken out. Choose fewer.") % {"most": MOST}
        )
    consent_policies.check_known(purpose, recipient, groups)
    consent_policies.check_receiver_named(recipient, recipient_name)
    if basis:
        consent_policies.check_basis(basis, recipient=recipient, own_office=by.office_id, reason=reason)
    covered = [case for case in found if basis or _covered(case, purpose, recipient, groups, recipient_name)]
    if not covered:
        raise NotShared(_("None of these people has agreed to this. Ask them first."))
    body, fields = _written(covered, layout, groups, by)
    digest = hashlib.sha256(body).hexdigest()
    for case in covered:
        disclosure.make(case, by=by, purpose=purpose, recipient=recipient, scope=groups, form="export", what=f"list:{layout}",
                        recipient_name=recipient_name, basis=basis, reason=reason, fields=fields, digest=digest)  # fmt: skip
    record(
        "cases.exported", fields=fields, note={"layout": layout, "cases": len(covered), "purpose": purpose}
    )
    left_out = tuple(case.code for case in found if case not in covered)
    return Exported(body, tuple(case.code for case in covered), left_out)


def _covered(case: Case, purpose: str, recipient: str, groups: Sequence[str], name: str) -> bool:
    try:
        consent.check_covers(case, purpose, recipient, groups, name=name)
    except NotShared:
        return False
    return True


def _written(
    covered: Sequence[Case], layout: str, groups: Sequence[str], by: Viewer
) -> tuple[bytes, list[str]]:
    """The workbook and the names of the fields that hold something."""
    if layout == "htcds":
        rows = Identification.objects.filter(case__in=covered, jurisdiction=by.jurisdiction)
        states = dict(rows.values_list("case_id", "state"))
        records = [exporting.htcds_record(case, groups, states.get(case.pk, "")) for case in covered]
        return by_standard(htcds(settings.DATA), records), exporting.filled_names(records)
    fields = case_list(settings.DATA)
    heads = [fields.target(code).label for code, _group, _read in exporting.OWN]
    lines = [exporting.own_row(case, groups) for case in covered]
    filled = [column[0] for at, column in enumerate(exporting.OWN) if any(line[at] for line in lines)]
    return workbook(heads, lines), filled
