"""IATI 2.03 files: one activity a framework with money or results, and the organisation file with total
budgets.

An export is a projection, not the model. Declared status has no place in IATI and goes into the comment of
a result; a
gap is left out, never written as zero. The order of elements is the schema's.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET  # only writes; nothing is parsed here
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from wellknit.lib.policydata import DATA, Sourced, load_toml

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Publisher(Sourced):
    """Who publishes, and the codes that hold for all its activities."""

    version: int
    org_ref: str
    org_name: str
    org_type: str
    region: str
    region_name: str
    sector: str
    sector_name: str
    default_currency: str
    default_flow_type: str
    default_finance_type: str
    default_aid_type: str
    default_tied_status: str
    note: str = ""


def publisher(data_dir: Path = DATA) -> Publisher:
    """The publisher's file."""
    return load_toml(data_dir / "plan" / "iati.toml", Publisher)


@dataclass(frozen=True, slots=True)
class IatiBudget:
    """An original budget of one year."""

    starts: date
    ends: date
    usd: Decimal


@dataclass(frozen=True, slots=True)
class IatiTransaction:
    """Money in (1), promised on (2) or spent (4), by code of the list TransactionType."""

    ref: str
    kind: str
    day: date
    usd: Decimal
    provider: str = ""


@dataclass(frozen=True, slots=True)
class IatiIndicator:
    """One indicator with the figures of one period; `measure` is 1 unit, 2 percentage, 5 qualitative."""

    ref: str
    title: str
    measure: str
    ascending: bool
    additive: bool
    starts: date
    ends: date
    target: str = ""
    actual: str = ""
    baseline: str = ""
    baseline_year: int | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class IatiActivity:
    """One framework as an activity. `status`: 2 implementation, 4 closed."""

    ref: str
    title: str
    description: str
    starts: date
    ends: date | None
    status: str
    budgets: tuple[IatiBudget, ...] = ()
    transactions: tuple[IatiTransaction, ...] = ()
    indicators: tuple[IatiIndicator, ...] = ()
    donors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IatiSource:
    """Everything both files are made of. `made` is the day they were made, ISO with time, never later than
    now.
    """

    publisher: Publisher
    activities: tuple[IatiActivity, ...]
    made: str


def activities_xml(source: IatiSource) -> bytes:
    """The activity file."""
    root = ET.Element("iati-activities", {"version": "2.03", "generated-datetime": source.made})
    for activity in source.activities:
        root.append(_activity(activity, source))
    return _bytes(root)


def organisations_xml(source: IatiSource) -> bytes:
    """The organisation file: who we are, and the total budget of each year."""
    who = source.publisher
    root = ET.Element("iati-organisations", {"version": "2.03", "generated-datetime": source.made})
    org = ET.SubElement(
        root, "iati-organisation",
        {"last-updated-datetime": source.made, XML_LANG: "en", "default-currency": who.default_currency},
    )  # fmt: skip
    _text(org, "organisation-identifier", who.org_ref)
    _narrated(org, "name", who.org_name)
    _narrated(org, "reporting-org", who.org_name, ref=who.org_ref, type=who.org_type)
    for starts, ends, usd in _yearly(source.activities):
        budget = ET.SubElement(org, "total-budget", {"status": "1"})
        _span(budget, starts, ends)
        _value(budget, usd, starts)
    return _bytes(root)


def _yearly(activities: Iterable[IatiActivity]) -> list[tuple[date, date, Decimal]]:
    sums: dict[tuple[date, date], Decimal] = {}
    for activity in activities:
        for budget in activity.budgets:
            key = (budget.starts, budget.ends)
            sums[key] = sums.get(key, Decimal(0)) + budget.usd
    return [(starts, ends, usd) for (starts, ends), usd in sorted(sums.items())]


def _activity(activity: IatiActivity, source: IatiSource) -> ET.Element:
    who = source.publisher
    node = ET.Element(
        "iati-activity",
        {"last-updated-datetime": source.made, XML_LANG: "en", "default-currency": who.default_currency},
    )
    _text(node, "iati-identifier", f"{who.org_ref}-{activity.ref}")
    _narrated(node, "reporting-org", who.org_name, ref=who.org_ref, type=who.org_type)
    _narrated(node, "title", activity.title)
    _narrated(node, "description", activity.description, type="1")
    for donor in activity.donors:
        _narrated(node, "participating-org", donor, role="1")
    _narrated(node, "participating-org", who.org_name, role="4", ref=who.org_ref, type=who.org_type)
    ET.SubElement(node, "activity-status", {"code": activity.status})
    _dates(node, activity)
    ET.SubElement(node, "activity-scope", {"code": "3"})
    _narrated(node, "recipient-region", who.region_name, code=who.region, vocabulary="1")
    _narrated(node, "sector", who.sector_name, code=who.sector, vocabulary="1")
    ET.SubElement(node, "default-flow-type", {"code": who.default_flow_type})
    ET.SubElement(node, "default-finance-type", {"code": who.default_finance_type})
    ET.SubElement(node, "default-aid-type", {"code": who.default_aid_type})
    ET.SubElement(node, "default-tied-status", {"code": who.default_tied_status})
    for budget in activity.budgets:
        made = ET.SubElement(node, "budget", {"type": "1", "status": "1"})
        _span(made, budget.starts, budget.ends)
        _value(made, budget.usd, budget.starts)
    for transaction in activity.transactions:
        _transaction(node, transaction)
    _results(node, activity.indicators)
    return node


def _dates(node: ET.Element, activity: IatiActivity) -> None:
    ET.SubElement(node, "activity-date", {"type": "2", "iso-date": activity.starts.isoformat()})
    if activity.ends:
        kind = "4" if activity.status == "4" else "3"
        ET.SubElement(node, "activity-date", {"type": kind, "iso-date": activity.ends.isoformat()})


def _transaction(node: ET.Element, item: IatiTransaction) -> None:
    made = ET.SubElement(node, "transaction", {"ref": item.ref})
    ET.SubElement(made, "transaction-type", {"code": item.kind})
    ET.SubElement(made, "transaction-date", {"iso-date": item.day.isoformat()})
    _value(made, item.usd, item.day)
    if item.provider:
        _narrated(made, "provider-org", item.provider)


def _results(node: ET.Element, indicators: Iterable[IatiIndicator]) -> None:
    for indicator in indicators:
        result = ET.SubElement(
            node, "result", {"type": "1", "aggregation-status": str(indicator.additive).lower()}
        )
        _narrated(result, "title", indicator.title)
        made = ET.SubElement(
            result, "indicator",
            {"measure": indicator.measure, "ascending": str(indicator.ascending).lower(),
             "aggregation-status": str(indicator.additive).lower()},
        )  # fmt: skip
        _narrated(made, "title", indicator.title)
        if indicator.baseline and indicator.baseline_year:
            ET.SubElement(
                made, "baseline", {"year": str(indicator.baseline_year), "value": indicator.baseline}
            )
        _period(made, indicator)


def _period(node: ET.Element, indicator: IatiIndicator) -> None:
    period = ET.SubElement(node, "period")
    _span(period, indicator.starts, indicator.ends)
    for name, value in (("target", indicator.target), ("actual", indicator.actual)):
        # A qualitative measure must not carry a value; a number must. A gap is no element at all.
        if indicator.measure == "5":
            if name == "actual" and indicator.comment:
                _narrated(ET.SubElement(period, name), "comment", indicator.comment)
        elif value:
            made = ET.SubElement(period, name, {"value": value})
            if name == "actual" and indicator.comment:
                _narrated(made, "comment", indicator.comment)


def _span(node: ET.Element, starts: date, ends: date) -> None:
    ET.SubElement(node, "period-start", {"iso-date": starts.isoformat()})
    ET.SubElement(node, "period-end", {"iso-date": ends.isoformat()})


def _value(node: ET.Element, usd: Decimal, day: date) -> None:
    value = ET.SubElement(node, "value", {"currency": "USD", "value-date": day.isoformat()})
    value.text = f"{usd:.2f}"


def _text(node: ET.Element, name: str, text: str) -> None:
    ET.SubElement(node, name).text = text


def _narrated(node: ET.Element, name: str, text: str, **attributes: str) -> ET.Element:
    made = ET.SubElement(node, name, attributes)
    ET.SubElement(made, "narrative").text = text
    return made


def _bytes(root: ET.Element) -> bytes:
    ET.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="utf-8") + b"\n"
