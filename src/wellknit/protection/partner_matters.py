"""A country's running matters with one partner, and how long their steps took: codes and days, asked of the database,
which shows them to who holds or reads the meetings of two countries. No name stands here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from wellknit.lib.policydata import PolicyError
from wellknit.protection.policies_journey import path_then


@dataclass(frozen=True)
class Matter:
    """One running journey with a partner: whose turn it is (`ours`), at which step, since when, due when."""

    journey_id: UUID
    code: str
    case_id: UUID | None
    case_code: str
    office_id: UUID
    corridor: str
    path: str
    path_version: int
    step: str
    ours: bool
    since: datetime | None
    due_at: datetime | None
    paused: bool
    escalated: bool


@dataclass(frozen=True)
class Delay:
    """How long one step took on one side in one quarter, in days: half within `median`, nine of ten within `p90`."""

    corridor: str
    year: int
    quarter: int
    path: str
    path_version: int
    step: str
    ours: bool
    n: int
    late: int
    median: Decimal
    p90: Decimal


def matters(partner: str) -> list[Matter]:
    """Running journeys of the viewer's country with a partner (`country:MM`), the most urgent first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM wk_partner_journeys(%s)", [partner])
        return [Matter(*row) for row in cursor.fetchall()]


def delays(since: date) -> list[Delay]:
    """Steps taken since a day, by corridor, quarter (of the node's own time zone), step and side."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM wk_partner_delays(%s, %s)", [since, settings.TIME_ZONE])
        return [Delay(*row) for row in cursor.fetchall()]


def step_sentence(path: str, number: int | None, step: str) -> str:
    """What a step is called in the reader's language; its code where the path is no longer there."""
    if not step:
        return ""
    try:
        return _(path_then(path, number or 1).step(step).sentence)
    except (KeyError, PolicyError):
        return step.replace("_", " ")
