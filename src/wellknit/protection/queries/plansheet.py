"""The plan for the person herself, in her language: her goals in her words, what is done, and no deadline."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone

from wellknit.lib.carekinds import PLAN_SHEETS, PlanSheet
from wellknit.lib.codelists import code_list
from wellknit.lib.dates import Era, format_date
from wellknit.lib.documents.tree import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Grid,
    Heading,
    Keys,
    Para,
    Row,
    Signatures,
)
from wellknit.lib.policydata import load_all
from wellknit.platform.identity.models import Office
from wellknit.protection.models import Service
from wellknit.protection.queries.care import Care

# What the person is shown: what was offered, agreed, runs or is done; not what she declined.
SHOWN = ("proposed", "agreed", "running", "done")


def sheets() -> dict[str, PlanSheet]:
    """The words of the sheet by language, newest version in force."""
    today, found = timezone.localdate(), {}
    for sheet in sorted(load_all(PLAN_SHEETS, settings.DATA), key=lambda entry: entry.version):
        if sheet.in_force_from <= today:
            found[sheet.language] = sheet
    return found


def languages_for(care: Care) -> list[str]:
    """Languages the plan can be printed in: the person's first, then those of the charter."""
    there = sheets()
    wanted = [*care.case.person.languages, *settings.CHARTER.get("languages", ()), "en"]
    return [code for code in dict.fromkeys(wanted) if code in there]


def _day(value: date, language: str) -> str:
    return format_date(value, language=language, era=Era.BE if language == "th" else None)


def plan_sheet(care: Care, language: str, on: date | None = None) -> Document:
    """The tree of the sheet. It carries the case code, no name and no shelter: it may be found in a pocket."""
    sheet = sheets()[language]
    say, day = sheet.word, on or timezone.localdate()
    blocks: list[Block] = [
        Para(say("yours"), "lead"),
        Para(say("no_deadline"), "marker"),
        Keys(
            (
                (say("code"), care.case.code),
                (say("dated"), _day(day, language)),
            )
        ),
        Heading(say("goals"), 1),
        _goals(care, sheet),
        Heading(say("services"), 1),
        _services(care, sheet, language),
    ]
    if care.risk and care.risk.review_on:
        blocks.append(Para(f"{say('look_again')}: {_day(care.risk.review_on, language)}"))
    blocks += [Para(say("refuse")), Para(say("complain"))]
    blocks.append(Signatures((say("person"), say("worker"), say("interpreter"))))
    if language != "en" and not sheet.checked_by:
        blocks.append(Para(say("draft"), "note"))
    return Document(
        title=say("title"),
        blocks=tuple(blocks),
        language=language,
        running=care.case.code,
        dated=_day(day, language),
        large=True,
    )


def _goals(care: Care, sheet: PlanSheet) -> Block:
    wanted = tuple(f"“{goal.words}”" for goal in care.goals if goal.state not in {"changed", "let_go"})
    return Bullets(wanted) if wanted else Para(sheet.word("no_goals"))


def _services(care: Care, sheet: PlanSheet, language: str) -> Block:
    names = code_list("services", settings.DATA)
    shown = [service for service in care.services if service.state in SHOWN]
    if not shown:
        return Para(sheet.word("no_goals"))
    heads = (Column(sheet.word("service"), weight=34), Column(sheet.word("with"), weight=26),
             Column(sheet.word("since"), weight=18), Column(sheet.word("where"), weight=22))  # fmt: skip
    rows = tuple(_row(service, names.text(service.code, language), sheet, language) for service in shown)
    return Grid("", heads, rows, key="services")


def _given_by(office: Office, sheet: PlanSheet) -> str:
    """The name of who gives it; of a house where people stay only "your office": a paper must not lead there."""
    hidden = office.kind in code_list("office-kinds", settings.DATA).flagged("houses")
    return sheet.word("office") if hidden else (office.name_local or office.name)


def _row(service: Service, name: str, sheet: PlanSheet, language: str) -> Row:
    given_by = _given_by(service.provider, sheet) if service.provider else "–"
    since = _day(service.started_on, language) if service.started_on else "–"
    return Row(
        (Cell(name), Cell(given_by), Cell(since), Cell(sheet.word(service.state))),
        id=f"service.{service.code}",
    )
