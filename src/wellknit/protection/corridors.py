"""The corridor and the path that a journey between countries goes by: as they stand today, or as it began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from wellknit.lib import corridorkinds
from wellknit.lib.pathkinds import StepPath
from wellknit.platform.access.refusals import NotNow
from wellknit.protection.models import Journey
from wellknit.protection.policies_journey import path_now, path_then


@dataclass(frozen=True)
class Way:
    """An ordered pair of countries and the path it walks. `code` is the corridor's id (`th-mm`)."""

    corridor: corridorkinds.Corridor
    path: StepPath

    @property
    def code(self) -> str:
        """Id of the corridor."""
        return self.corridor.id

    @property
    def to(self) -> str:
        """The country that is asked."""
        return self.corridor.to

    @property
    def version(self) -> int:
        """Version of the corridor's file."""
        return self.corridor.version


def way_now(code: str, on: date, *, rescue: bool = False) -> Way:
    """What a journey begun on a day goes by. Raises `NotNow` where there is no file for the pair."""
    from_, _dash, to = code.upper().partition("-")
    corridor = corridorkinds.corridor_now(from_, to, on, settings.DATA)
    if corridor is None:
        raise NotNow(_("No corridor to this country stands in the data files. Ask for a file for the pair."))
    if rescue:
        return Way(corridor, path_now(corridorkinds.RESCUE_PATH, on))
    return Way(corridor, corridorkinds.path_on(corridor, path_now(corridor.path, on)))


def way_then(path: str, path_version: int, corridor: str, corridor_version: int) -> StepPath:
    """The path with the corridor's own changes, in the versions a journey began under.

    Raises PolicyError where this node does not have them: the other side's files are newer.
    """
    walked = path_then(path, path_version)
    if path == corridorkinds.RESCUE_PATH:
        return walked
    return corridorkinds.path_on(
        corridorkinds.corridor_then(corridor, corridor_version, settings.DATA), walked
    )


def path_of(journey: Journey) -> StepPath:
    """The path of a journey between countries, or between offices, in the version it began on."""
    if not journey.partner:
        return path_then(journey.path, journey.path_version)
    return way_then(journey.path, journey.path_version, journey.corridor, journey.corridor_version or 1)


def countries_of(corridor: str) -> tuple[str, str]:
    """(where the person is, where she may return to), from a corridor's id."""
    from_, _dash, to = corridor.upper().partition("-")
    return from_, to
