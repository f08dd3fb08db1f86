"""Taking over what a spreadsheet changes: exactly what was shown, signed so that nothing else can be sent
back.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from wellknit.plan.actions.workplan import FIELDS, LineInput, Purse, add_line, change_line
from wellknit.plan.models import Block, BudgetKind, WorkplanLine
from wellknit.plan.sheet_columns import MONEY
from wellknit.plan.sheets import Reading
from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record

SALT = "plan.sheet"
HOURS = 2


def packed(reading: Reading) -> str:
    """The changes as one signed and compressed text for the page that shows them; '' when none can be
    taken.
    """
    if not reading.acceptable:
        return ""
    rows = [
        {"id": row.id, "version": row.version, "values": {k: _plain(v) for k, v in row.values.items()}}
        for row in reading.changes
    ]
    return signing.dumps(rows, salt=SALT, compress=True)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


@transaction.atomic
def accept(block: Block, *, by: Viewer, packed: str) -> int:
    """Take over all rows or none; returns how many. A line changed meanwhile stops everything with both
    sides shown.
    """
    try:
        rows = signing.loads(packed, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature as error:
        raise NotValid(
            _("This list of changes is too old or was altered. Take the workbook in again.")
        ) from error
    lines = {str(line.pk): line for line in WorkplanLine.objects.filter(block=block, removed_at=None)}
    for row in rows:
        given = _input(row["values"])
        if not row["id"]:
            add_line(block, by=by, line=given)
        elif row["id"] in lines:
            change_line(lines[row["id"]], by=by, change=given, version=row["version"])
        else:
            raise NotValid(_("A line of the workbook is no longer in the plan. Take the workbook in again."))
    record("sheet.accepted", target=block, note={"rows": len(rows)})
    return len(rows)


def _input(values: Mapping[str, Any]) -> LineInput:
    words = {name: value for name, value in values.items() if name in FIELDS and value is not None}
    purses = tuple(
        Purse(BudgetKind(kind), Decimal(values.get(kind) or 0), _partner(kind, values)) for kind in MONEY
    )
    return LineInput(words, purses)


def _partner(kind: str, values: Mapping[str, Any]) -> str:
    return str(values.get("partner_name") or "") if kind == BudgetKind.PARTNER else ""
