"""What can be told about a person at a step, by the names that a path's file uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from wellknit.lib.dates import PartialDate
from wellknit.protection.models import Case, Identification, Stay


def _place(case: Case) -> str:
    stay = Stay.objects.filter(case=case, ended_on=None).order_by("-began_on").first()
    return stay.kind if stay else ""


def _birth(case: Case) -> str:
    """As far as it is known, in the form every node reads; nothing when nobody knows."""
    birth = PartialDate.deserialise(case.person.birth) if case.person.birth else None
    return birth.iso() if birth is not None and birth.is_known else ""


def _identification(case: Case) -> str:
    found = Identification.objects.filter(case=case, jurisdiction=case.jurisdiction).first()
    return found.state if found else ""


_TELL: dict[str, Callable[[Case], Any]] = {
    "age_band": lambda case: case.age_band,
    "presumed_child": lambda case: case.presumed_child,
    "sex": lambda case: case.person.sex,
    "languages": lambda case: list(case.person.languages),
    "nationality": lambda case: case.person.nationality,
    "name_native": lambda case: case.person.name_native or "",
    "name_latin": lambda case: case.person.name_latin or "",
    "birth": _birth,
    "contact": lambda case: dict(case.person.contact or {}),
    "exploitation": lambda case: case.exploitation,
    "case_code": lambda case: case.code,
    "place_of_stay": _place,
    "identification": _identification,
}


def told(case: Case, names: Iterable[str]) -> dict[str, Any]:
    """The values of these fields as plain values; empty ones are left out, because nothing is told by them.

    What no file holds (a clue that came by telephone, the day of a handover) is given by whoever moves the step.
    """
    found = {name: _TELL[name](case) for name in names if name in _TELL}
    return {name: value for name, value in found.items() if value not in ("", None, [], {})}
