"""Keeping the worklist rows of a case equal to the case."""

from __future__ import annotations

from uuid import UUID

from django.db import connection


def refresh(case_id: UUID) -> None:
    """Make the rows of every office that reaches this case anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_refresh_worklist(%s)", [case_id])


def refresh_journey(journey_id: UUID) -> None:
    """The same, asked by one side of a journey that may not reach the case itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_refresh_journey(%s)", [journey_id])
