"""Writing an event, in the transaction of what it tells: if the event fails, nothing has happened."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection, models


def record(
    event: str,
    *,
    target: models.Model | None = None,
    case: UUID | None = None,
    fields: Iterable[str] = (),
    note: Mapping[str, str | int | bool | None] | None = None,
) -> None:
    """Write one event in the current viewer's name.

    event: `noun.verb`, e.g. `case.opened`. fields: names of changed fields, never their values.
    note: codes and numbers that identify nobody. The actor is taken from the viewer's session by
    the database; without a viewer this raises.
    """
    kind = target._meta.model_name if target is not None else ""
    target_id: Any = target.pk if target is not None else None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wk_audit(%s, %s, %s, %s, %s, %s)",
            [event, kind, target_id if isinstance(target_id, UUID) else None, case, sorted(fields),
             json.dumps(dict(note or {}))],
        )  # fmt: skip


def record_signin(event: str, user_id: UUID | None) -> None:
    """Write a sign-in event (`signin.failed`, `signin.locked`, `signin.done`), before any viewer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_audit_signin(%s, %s)", [event, user_id])
