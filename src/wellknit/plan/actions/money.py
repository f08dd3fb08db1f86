"""Pledges, allocations and what happened to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.indicators import Finding
from wellknit.lib.money import Effect, On, Restriction, check_amount, check_restrictions
from wellknit.plan.actions.workplan import in_dollars
from wellknit.plan.models import Allocation, EntryKind, MoneyEntry, Pledge, PledgeRestriction
from wellknit.plan.permissions import require_keeper
from wellknit.platform.access.refusals import NotValid, NotYou
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record


@transaction.atomic
def pledge(
    *, by: Viewer, donor: str, framework: str, first_year: int, last_year: int, amount: Decimal,
    currency: str = "USD",
    restrictions: Sequence[Restriction] = (), note: str = "",
) -> Pledge:  # fmt: skip
    """A donor's promise with its conditions; recorded by the donor itself or by the Secretariat."""
    if not (by.may("money.pledge") or by.may("plan.review")):
        raise NotYou(_("Pledges are recorded by the donor or by the Secretariat."))
    if amount <= 0 or last_year < first_year:
        raise NotValid(_("A pledge is more than nothing, and ends no earlier than it begins."))
    office = by.office_id if by.may("money.pledge") else None
    made = Pledge(
        donor=donor, office_id=office, framework=framework, first_year=first_year, last_year=last_year,
        currency=currency, amount=amount, note=note, recorded_at=timezone.now(),
    )  # fmt: skip
    made.save(force_insert=True)
    PledgeRestriction.objects.bulk_create(
        [
            PledgeRestriction(
                pledge=made,
                office_id=office,
                effect=rule.effect,
                on=rule.on,
                values=sorted(rule.values),
                said=rule.said,
            )
            for rule in restrictions
        ]
    )
    record("pledge.recorded", target=made, fields=["amount"])
    return made


@transaction.atomic
def allocate(
    source: Pledge, *, by: Viewer, unit: str, year: int, amount: Decimal, areas: Sequence[str] = (),
    why_not_preferred: str = "", on: date | None = None,
) -> tuple[Allocation, list[Finding]]:  # fmt: skip
    """Give part of a pledge (in dollars) to a unit. What the donor excludes is refused; a preference needs
    a reason.
    """
    by.require("plan.review", "money.record")
    source = Pledge.objects.select_for_update().get(pk=source.pk)
    rules = [
        Restriction(Effect(row.effect), On(row.on), frozenset(row.values), row.said)
        for row in source.restrictions.all()
    ]
    whole, _rate = in_dollars(source.amount, source.currency, date(source.first_year, 1, 1))
    already = source.allocations.aggregate(sum=Sum("usd"))["sum"] or Decimal(0)
    found = check_restrictions(rules, country=unit, areas=areas) + check_amount(whole, already, amount)
    if not source.first_year <= year <= source.last_year:
        found.append(Finding("outside_years", _("The pledge does not cover this year."), True))
    refused = [finding for finding in found if finding.refuses]
    if refused:
        raise NotValid(" ".join(finding.sentence for finding in refused), {"amount": refused[0].sentence})
    if found and not why_not_preferred.strip():
        raise NotValid(found[0].sentence, {"why_not_preferred": _("Say why the preference is not followed.")})
    made = Allocation(
        pledge=source, unit=unit, year=year, areas=list(areas), usd=amount, overridden=why_not_preferred,
        decided_on=on or timezone.localdate(), decided_by_id=by.person_id,
    )  # fmt: skip
    made.save(force_insert=True)
    record("money.allocated", target=made, fields=["usd"], note={"unit": unit, "year": year})
    return made, found


@transaction.atomic
def enter(
    allocation: Allocation, *, by: Viewer, kind: EntryKind, amount: Decimal, day: date, currency: str = "USD",
    note: str = "",
) -> MoneyEntry:  # fmt: skip
    """A receipt, a commitment or an expenditure; a mistake is corrected by an entry the other way."""
    require_keeper(by, "money.record", allocation.unit)
    if not amount:
        raise NotValid(_("Give an amount."), {"amount": _("Give an amount.")})
    dollars, rate = in_dollars(abs(amount), currency, day)
    made = MoneyEntry(
        allocation=allocation, unit=allocation.unit, kind=kind, day=day, currency=currency, amount=amount,
        usd=dollars if amount > 0 else -dollars, rate=rate, note=note, recorded_by_id=by.person_id,
        recorded_at=timezone.now(),
    )  # fmt: skip
    made.save(force_insert=True)
    record(f"money.{kind}", target=made, fields=["amount"])
    return made
