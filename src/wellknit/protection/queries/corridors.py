"""Corridors as they are read: all pairs at a glance, and one with everything that its files say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from wellknit.lib import corridorkinds as kinds
from wellknit.lib.agreementkinds import Agreement, Place, Rhythm
from wellknit.lib.pathkinds import StepPath
from wellknit.lib.policydata import PolicyError, load_all
from wellknit.lib.policykinds import CHARTERS, CLOCKS, ROLES, ClockRule
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.codelists import label, named
from wellknit.protection.policies_journey import path_now


@dataclass(frozen=True)
class Way:
    """One ordered pair at a glance; `corridor` is None where no file says anything of it."""

    from_: str
    to: str
    corridor: kinds.Corridor | None = None
    state: str = ""
    signed: str = ""
    procedure: str = ""


@dataclass(frozen=True)
class Whole:
    """One corridor with what stands around it. `clocks`, `roles`: what the ids in its steps mean."""

    corridor: kinds.Corridor
    path: StepPath
    instruments: tuple[Agreement, ...]
    frame: tuple[Agreement, ...]
    places: tuple[Place, ...]
    rhythms: tuple[Rhythm, ...]
    contacts: tuple[kinds.Contact, ...]
    clocks: dict[str, ClockRule]
    roles: dict[str, str]
    runs_node: dict[str, bool]


def countries() -> list[str]:
    """The countries of the memorandum, in the order in which the reader's language lists them."""
    return sorted(named("countries").flagged("mou"), key=lambda code: label("countries", code))


def matrix(viewer: Viewer) -> list[tuple[str, list[Way | None]]]:
    """A row for each country where a person may be, a way to each country of origin; None on the diagonal."""
    there, known = countries(), _newest()
    return [
        (
            from_,
            [None if to == from_ else _way(from_, to, known.get(f"{from_}-{to}".lower())) for to in there],
        )
        for from_ in there
    ]


def beyond(viewer: Viewer) -> list[Way]:
    """Ways to and from countries that did not sign the memorandum."""
    six = set(countries())
    found = [c for c in _newest().values() if not c.pair <= six]
    return [_way(c.from_, c.to, c) for c in sorted(found, key=lambda c: c.id)]


def one(viewer: Viewer, corridor_id: str, number: int | None = None, on: date | None = None) -> Whole:
    """One corridor, the version in force or the one named. Raises Http404."""
    day = on or timezone.localdate()
    from_, _sep, to = corridor_id.upper().partition("-")
    try:
        found = (
            kinds.corridor_then(corridor_id, number, settings.DATA)
            if number
            else kinds.corridor_now(from_, to, day, settings.DATA)
        )
    except PolicyError as gone:
        raise Http404 from gone
    if found is None:
        raise Http404
    return Whole(
        corridor=found, path=kinds.path_on(found, path_now(found.path, day)),
        instruments=kinds.instruments_of(found, settings.DATA), frame=kinds.frame_of(found, settings.DATA),
        places=kinds.places_of(found, settings.DATA), rhythms=kinds.rhythms_of(found, settings.DATA),
        contacts=found.contacts_to_show(day), runs_node=_nodes(),
        clocks={rule.id: rule for entry in load_all(CLOCKS, settings.DATA) for rule in entry.rules},
        roles={role.code: role.name for role in load_all(ROLES, settings.DATA)},
    )  # fmt: skip


def _newest() -> dict[str, kinds.Corridor]:
    today = timezone.localdate()
    found: dict[str, kinds.Corridor] = {}
    for entry in sorted(load_all(kinds.CORRIDORS, settings.DATA), key=lambda entry: entry.version):
        if entry.in_force_from <= today:
            found[entry.id] = entry
    return found


def _way(from_: str, to: str, corridor: kinds.Corridor | None) -> Way:
    if corridor is None:
        return Way(from_, to)
    instruments = kinds.instruments_of(corridor, settings.DATA)
    papers = kinds.papers_of(corridor, "sop", settings.DATA)
    return Way(
        from_, to, corridor, state=kinds.state_of(corridor, settings.DATA),
        signed=instruments[0].signed[:4] if instruments else "", procedure=papers[0].state if papers else "",
    )  # fmt: skip


def _nodes() -> dict[str, bool]:
    return {c.country: c.runs_node for c in load_all(CHARTERS, settings.DATA) if c.country}
