"""The back door to statistics: rows without identity, at most fifteen coarse fields (SPA2 3.1).

No name, no number, no free text, no exact date. The database view behind it answers only viewers
who may read facts, and only for their own country.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from django.db import connection

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.permissions import READ_FACTS, check_may


@dataclass(frozen=True)
class ShelterFact:
    """One stay as far as statistics may know it. `first_in_year`: the person's first of this kind in the
    year, so that a move between shelters is not a second victim."""

    country: str
    year: int
    quarter: int
    place: str
    custodial: bool
    voluntary: str
    length: str
    nationality: str
    sex: str
    age_band: str
    exploitation: str
    identification: str
    ending: str
    first_in_year: bool


def shelter_facts(viewer: Viewer, *, year: int) -> Iterator[ShelterFact]:
    """All stays that began in a year in the viewer's country."""
    check_may(viewer, READ_FACTS)
    columns = ", ".join(f.name for f in fields(ShelterFact))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM protection_shelter_fact WHERE year = %s", [year])
        rows = cursor.fetchall()
    record("facts.read", note={"what": "shelters", "year": year, "rows": len(rows)})
    for row in rows:
        yield ShelterFact(*row)
