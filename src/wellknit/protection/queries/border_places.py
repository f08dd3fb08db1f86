"""Crossings with their liaison offices, and how often both meet, as the agreements name them. The files are the source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone

from wellknit.lib.agreementkinds import AGREEMENTS, Agreement, Place, Rhythm
from wellknit.lib.corridorkinds import Contact, corridor_now
from wellknit.lib.policydata import load_all


@dataclass
class Border:
    """What is known of the border with one country. `contacts`: only those whose confirmation is fresh."""

    partner: str
    places: list[Place] = field(default_factory=list)
    rhythms: list[Rhythm] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


def borders(country: str) -> list[Border]:
    """By partner country, those of which a file names a crossing."""
    found: dict[str, Border] = {}
    for entry in load_all(AGREEMENTS, settings.DATA):
        for place in _crossings(entry, country):
            partner = next(side for side in place.sides if side != country)
            border = found.setdefault(partner, Border(partner))
            border.places.append(place)
            border.rhythms += [r for r in _at_border(entry) if r not in border.rhythms]
            said = f"{place.source.document}, {place.source.place}"
            border.sources += [said] if said not in border.sources else []
    for partner, border in found.items():
        border.contacts = _contacts(country, partner)
    return sorted(found.values(), key=lambda b: b.partner)


def _crossings(entry: Agreement, country: str) -> Iterator[Place]:
    return (p for p in entry.places if p.kind == "crossing" and country in p.sides and len(p.sides) == 2)


def _at_border(entry: Agreement) -> Iterator[Rhythm]:
    return (r for r in entry.rhythms if "border" in r.meeting.lower() or "liaison" in r.meeting.lower())


def _contacts(country: str, partner: str) -> list[Contact]:
    today = timezone.localdate()
    ways = (corridor_now(a, b, today, settings.DATA) for a, b in ((country, partner), (partner, country)))
    return [contact for way in ways if way is not None for contact in way.contacts_to_show(today)]


def crossings(country: str) -> list[str]:
    """Names of the crossings a country shares with others."""
    return [place.name for border in borders(country) for place in border.places]
