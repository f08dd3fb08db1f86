"""The back door to statistics: rows without identity, at most fifteen coarse fields (SPA2 3.1).

No name, no number, no free text, no exact date. The database view behind it answers only viewers
who may read facts, and only for their own country.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal

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


_COLUMNS = ", ".join(f.name for f in fields(ShelterFact))


def shelter_facts(viewer: Viewer, *, year: int) -> list[ShelterFact]:
    """All stays that began in a year in the viewer's country."""
    check_may(viewer, READ_FACTS)
    rows = _rows("protection_shelter_fact", "year = %s", [year])
    record("facts.read", note={"what": "shelters", "year": year, "rows": len(rows)})
    return rows


def all_shelter_facts(*, country: str, year: int) -> list[ShelterFact]:
    """The same for the operator's programs: works only under the facts role, which reads nothing else."""
    return _rows("protection_shelter_fact_all", "country = %s AND year = %s", [country, year])


def _rows(view: str, where: str, values: list[str | int]) -> list[ShelterFact]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM {view} WHERE {where}", values)
        return [ShelterFact(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class DelayFact:
    """How long one step took on a corridor in a quarter, in days, where both governments released it. Fewer than
    three persons behind it: the days are left out. `ours`: on the side of `country`."""

    country: str
    corridor: str
    year: int
    quarter: int
    step: str
    ours: bool
    n: int
    late: int
    median: Decimal | None
    p90: Decimal | None


_DELAY = ", ".join(f.name for f in fields(DelayFact))


def released_delays(*, corridor: str = "") -> list[DelayFact]:
    """Figures on delays that both governments released, and no others; all corridors, or one (`TH-MM`).

    It asks no viewer: what stands here is released. Works for pages and under the facts role alike.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_DELAY} FROM protection_delay_fact WHERE corridor = %s OR %s = ''"
            " ORDER BY corridor, year, quarter, ours DESC, step",
            [corridor, corridor],
        )
        return [DelayFact(*row) for row in cursor.fetchall()]
