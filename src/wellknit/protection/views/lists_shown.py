"""The dry run as rows to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.sheets.problems import Problem
from wellknit.protection.actions import clock
from wellknit.protection.codelists import label
from wellknit.protection.importing import Plan, Planned, birth_of, presumed_child

PER_PAGE = 50
PROBLEMS = 100


def row_lines(plan: Plan, page: str) -> Page[Any]:
    """One page of rows as they will be; those in question first."""
    order = {"stop": 0, "hold": 1, "new": 2}
    rows = sorted(plan.rows, key=lambda row: (order[row.proposal], row.number))
    found = Paginator(rows, PER_PAGE).get_page(page)
    found.object_list = [_line(row) for row in found.object_list]  # type: ignore[misc]
    return found


def _line(row: Planned) -> dict[str, Any]:
    values = row.values
    what = {
        "stop": (_("Cannot be taken"), "danger"),
        "hold": (_("Who is this?"), "warning"),
        "new": (_("New case"), "info"),
    }
    child = row.proposal != "stop" and presumed_child(values)
    return {
        "number": row.number, "name": values.get("name_native") or values.get("name_latin") or "–",
        "latin": values.get("name_latin", "") if values.get("name_native") else "", "birth": _born(values),
        "child": _("Treated as a child for the moment") if child else "",
        "sex": label("sex", values.get("sex", "not_known")), "nationality": label("countries", values.get("nationality", "")),
        "text": what[row.proposal][0], "kind": what[row.proposal][1],
    }  # fmt: skip


def _born(values: Mapping[str, Any]) -> str:
    """The birth in its reference form, else the age, else that neither is known."""
    birth = birth_of(values)
    if birth is not None and birth.is_known:
        return birth.iso()
    return str(values["age"]) if "age" in values else _("Not known")


def children_of(plan: Plan) -> dict[str, Any]:
    """How many rows become somebody treated as a child for the moment, and the day their assessment is due."""
    found = sum(presumed_child(row.values) for row in plan.rows if row.proposal != "stop")
    due = clock.due_at("age-assessment", timezone.now())[0] if found else None
    return {"children": found, "assessed_by": due}


def problem_rows(plan: Plan, said: Callable[[Problem], str]) -> dict[str, Any]:
    """What could not be read, row by row, and how many rows carry a note."""
    told = [(row.number, p) for row in plan.rows for p in row.problems if not p.is_note]
    noted = sum(1 for row in plan.rows if any(p.is_note for p in row.problems))
    rows = [{"number": n, "column": p.column, "text": said(p)} for n, p in told[:PROBLEMS]]
    return {"rows": rows, "more": max(0, len(told) - PROBLEMS), "noted": noted}
