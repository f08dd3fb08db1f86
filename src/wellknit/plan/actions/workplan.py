"""Lines of a workplan: added, changed, paid for, moved on, carried over. Size and envelope warn; they
never refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.money import NoRate, Rate, usd
from wellknit.plan.actions.block import locked, mark_author
from wellknit.plan.models import (
    Block,
    BudgetKind,
    ExchangeRate,
    LineBudget,
    LineProgress,
    Moment,
    WorkplanLine,
)
from wellknit.plan.models.workplan import QUARTERS, WORDS
from wellknit.plan.permissions import require_draft
from wellknit.plan.policies import check_editable, check_move
from wellknit.plan.states import LINE, LineState
from wellknit.platform.access.refusals import Conflict, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record

FIELDS = (*WORDS, *QUARTERS, "targets", "number")


@dataclass(frozen=True, slots=True)
class Purse:
    """One source of money of a line as entered: whose, how much, in which currency."""

    kind: BudgetKind
    amount: Decimal
    partner: str = ""
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class LineInput:
    """What somebody enters for a line; fields as in the model, money apart."""

    values: Mapping[str, Any] = field(default_factory=dict)
    budget: tuple[Purse, ...] | None = None


@transaction.atomic
def add_line(block: Block, *, by: Viewer, line: LineInput) -> WorkplanLine:
    """A new line at the end (or under the number given)."""
    block = _open(block, by)
    values = _checked(line.values)
    if not values.get("title"):
        raise NotValid(_("A line needs its activity in words."), {"title": _("Say what is planned.")})
    last = WorkplanLine.objects.filter(block=block).aggregate(last=Max("number"))["last"] or 0
    values.setdefault("number", last + 1)
    values.setdefault("scope", "regional" if block.unit == "REG" else "national")
    made = WorkplanLine(block=block, unit=block.unit, **values)
    made.save(force_insert=True)
    if line.budget is not None:
        set_budget(made, by=by, purses=line.budget)
    mark_author(block, by)
    record("line.planned", target=made, fields=sorted(values))
    return made


@transaction.atomic
def change_line(line: WorkplanLine, *, by: Viewer, change: LineInput, version: int) -> WorkplanLine:
    """Change a line as it was when the reader saw it (`version`); a line changed meanwhile is shown, not
    overwritten.
    """
    block = _open(line.block, by)
    line = WorkplanLine.objects.select_for_update().get(pk=line.pk)
    values = _checked(change.values)
    if line.version != version:
        theirs = {name: getattr(line, name) for name in values if getattr(line, name) != values[name]}
        raise Conflict(
            _("Somebody changed this line while you were writing. Both are shown; choose."), theirs
        )
    changed = [name for name, value in values.items() if getattr(line, name) != value]
    for name in changed:
        setattr(line, name, values[name])
    if change.budget is not None and set_budget(line, by=by, purses=change.budget):
        changed.append("budget")
    if changed:
        line.version += 1
        line.save()
        mark_author(block, by)
        record("line.changed", target=line, fields=changed)
    return line


def _open(block: Block, by: Viewer) -> Block:
    block = locked(block)
    require_draft(by, block.unit)
    check_editable(block)
    return block


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    strange = set(values) - set(FIELDS)
    if strange:
        raise ValueError(f"not fields of a line: {', '.join(sorted(strange))}")
    if values.get("scope") not in (None, "national", "regional"):
        raise NotValid(_("A line is national or regional."), {"scope": _("Choose one.")})
    return dict(values)


def set_budget(line: WorkplanLine, *, by: Viewer, purses: tuple[Purse, ...]) -> bool:
    """Make the line's money equal to `purses`; says whether anything changed."""
    have = {(b.kind, b.partner): (b.currency, b.amount) for b in line.budget.all()}
    want = {(str(p.kind), p.partner): (p.currency, p.amount) for p in purses if p.amount}
    if have == want:
        return False
    line.budget.all().delete()
    LineBudget.objects.bulk_create([_budget_row(line, purse) for purse in purses if purse.amount])
    return True


def _budget_row(line: WorkplanLine, purse: Purse) -> LineBudget:
    if purse.amount < 0:
        raise NotValid(_("Money is not below zero."), {"budget": _("Give an amount of zero or more.")})
    if purse.kind == BudgetKind.PARTNER and not purse.partner:
        raise NotValid(_("Name the partner who pays."), {"partner": _("Write the partner’s name.")})
    dollars, said = in_dollars(purse.amount, purse.currency, line.block.period.starts)
    return LineBudget(
        line=line, unit=line.unit, kind=purse.kind, partner=purse.partner, currency=purse.currency,
        amount=purse.amount, usd=dollars, rate=said,
    )  # fmt: skip


def in_dollars(amount: Decimal, currency: str, day: Any, *, within: int = 400) -> tuple[Decimal, str]:
    """Dollars by the last rate known, and how that rate reads ("35.10 THB for 1 US$ on 1 Jan 2026, UN")."""
    if currency == "USD":
        return usd(amount, currency, day, [])[0], ""
    rates = [
        Rate(row.currency, row.day, row.per_usd, f"{row.source}{' (demo)' if row.demo else ''}")
        for row in ExchangeRate.objects.filter(currency=currency)
    ]
    try:
        dollars, rate = usd(amount, currency, day, rates, within=within)
    except NoRate as missing:
        raise NotValid(str(missing), {"currency": _("No rate is known.")}) from missing
    if rate is None:
        return dollars, ""
    return dollars, f"{rate.per_usd.normalize():f} {currency}, {rate.day:%Y-%m-%d}, {rate.source}"[:80]


@transaction.atomic
def move_line(line: WorkplanLine, *, by: Viewer, verb: str) -> WorkplanLine:
    """Started, finished, dropped, reopened. Allowed while the plan runs, so also after publication."""
    require_draft(by, line.unit)
    line = WorkplanLine.objects.select_for_update().get(pk=line.pk)
    move = check_move(LINE, line.state, verb)
    line.state, line.version = move.to_state, line.version + 1
    line.save()
    record(move.event, target=line, fields=["state"])
    return line


@transaction.atomic
def tell_progress(
    line: WorkplanLine, *, by: Viewer, moment: Moment, spent: Decimal | None, text: str
) -> LineProgress:
    """Spending and progress at mid-year or at the end: two more columns of the same table."""
    require_draft(by, line.unit)
    if spent is not None and spent < 0:
        raise NotValid(_("Money is not below zero."), {"spent": _("Give an amount of zero or more.")})
    row, _made = LineProgress.objects.update_or_create(
        line=line, moment=moment,
        defaults={
            "unit": line.unit, "spent_usd": spent, "text": text, "recorded_by_id": by.person_id,
            "recorded_at": timezone.now(),
        },
    )  # fmt: skip
    record("line.progress_told", target=line, fields=["spent_usd", "text"], note={"moment": str(moment)})
    return row


@transaction.atomic
def carry_over(line: WorkplanLine, *, by: Viewer, into: Block) -> WorkplanLine:
    """Take an unfinished line into next year's plan, with its words and where it comes from; the money
    starts anew.
    """
    into = _open(into, by)
    if line.state == LineState.DONE:
        raise NotValid(_("This line is done; there is nothing to carry over."))
    if line.unit != into.unit:
        raise NotValid(_("A line is carried over inside one country’s plans."))
    earlier = WorkplanLine.objects.filter(block=into, carried_from=line, removed_at=None).first()
    if earlier:
        return earlier
    values = {name: getattr(line, name) for name in (*WORDS, *QUARTERS, "targets")}
    made = add_line(into, by=by, line=LineInput(values))
    WorkplanLine.objects.filter(pk=made.pk).update(carried_from=line)
    return made


@transaction.atomic
def remove_line(line: WorkplanLine, *, by: Viewer) -> None:
    """Take a line out of a draft; the row stays, so that a spreadsheet that still has it is understood."""
    block = _open(line.block, by)
    WorkplanLine.objects.filter(pk=line.pk, removed_at=None).update(removed_at=timezone.now())
    mark_author(block, by)
    record("line.removed", target=line)
