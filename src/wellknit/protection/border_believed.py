"""What of a message from another country is believed. Its seal says who sent it, not that what it says can be.

A node that is trusted can be broken into, or simply wrong. Nothing is taken here that the path does not allow at its
step, and nothing in a form that our own pages could not have written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from wellknit.lib.pathkinds import PathMove, StepPath
from wellknit.platform.exchange.kinds import Refuse
from wellknit.protection.codelists import named

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
# Two offices' clocks differ; a day is more than any of them, and less than another era.
AHEAD = timedelta(days=1)
LONGEST = 2_000
MANY = 20


def moment(text: str | datetime | None) -> datetime:
    """A moment that can be: not before these journeys, not after tomorrow. Raises `Refuse`."""
    found = datetime.fromisoformat(text) if isinstance(text, str) else text
    if found is None or not EARLIEST <= found <= timezone.now() + AHEAD:
        raise Refuse("wrong_time", "The message tells of a moment that cannot be.")
    return found


def readable(text: str, most: int = LONGEST) -> str:
    """Text without the one sign that no text here may hold, cut where a page would have ended it."""
    return text.replace("\x00", "")[:most]


# -- Fields about the person


def allowed(found: Mapping[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """Of what was told, the fields that the step allows, as plain values; whatever has another form is left out."""
    kept = {name: _FORMS.get(name, _text)(found[name]) for name in fields if name in found}
    return {name: value for name, value in kept.items() if value not in (None, "", [], {})}


def _text(value: Any) -> str | None:
    if not isinstance(value, str) or "\x00" in value or len(value) > LONGEST:
        return None
    try:
        value.encode()
    except UnicodeEncodeError:  # half a sign
        return None
    return value


def _listed(codes: str, value: Any) -> str | None:
    return value if isinstance(value, str) and named(codes).entry(value) is not None else None


def _yes_no(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _languages(value: Any) -> list[str] | None:
    if not isinstance(value, list):
        return None
    return [code for code in value[:MANY] if _listed("languages", code)]


def _ways(value: Any) -> dict[str, Any] | None:
    """How somebody is reached: short lines by name, and yes or no."""
    if not isinstance(value, dict):
        return None
    kept = {_text(n): v if isinstance(v, bool) else _text(v) for n, v in list(value.items())[:MANY]}
    return {n: v for n, v in kept.items() if n and len(n) <= 40 and v is not None}


_FORMS: dict[str, Callable[[Any], Any]] = {
    "age_band": partial(_listed, "age-bands"), "sex": partial(_listed, "sex"),
    "nationality": partial(_listed, "countries"), "exploitation": partial(_listed, "exploitation"),
    "presumed_child": _yes_no, "languages": _languages, "contact": _ways,
}  # fmt: skip


# -- Moves


def reason(move: PathMove, given: str) -> str:
    """A reason, where the move has one."""
    return given if move.reasons else ""


def details(move: PathMove, given: Mapping[str, str]) -> dict[str, str]:
    """The details that the move asks for, and no others."""
    kept = {name: _text(given.get(name, "")) for name in move.asks}
    return {name: value for name, value in kept.items() if value}


def check_walked(path: StepPath, steps: Sequence[Mapping[str, Any]]) -> None:
    """The steps of an offer were walked as the path says: each was opened by the one before, the last is open.

    Raises `Refuse`: a row that nobody walked would let a sender skip what comes before a name is told.
    """
    expected = [path.begins]
    for number, row in enumerate(steps, start=1):
        if not any(step.code == row["code"] for step in path.steps):
            raise Refuse("unknown_step", "The path has no such step.")
        if row["sequence"] != number or expected != [row["code"]]:
            raise Refuse("not_walked", "The steps of the offer do not follow from one another.")
        if row["state"] == "open":
            expected = []
            continue
        move = path.step(row["code"]).move(row["verb"])
        if move is None:
            raise Refuse("unknown_move", "The path has no such move at this step.")
        if row["state"] != "taken" or move.ends:
            raise Refuse("not_walked", "The offer is of a journey that has ended.")
        expected = list(move.opens)
    if expected:
        raise Refuse("not_walked", "The offer has no open step.")
