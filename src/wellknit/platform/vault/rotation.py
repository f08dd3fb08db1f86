"""Sealing again with the current key what an older one sealed; may be stopped and gone on with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from wellknit.platform.vault.fields import SealedField
from wellknit.platform.vault.keyring import KeyRing, vault_ring
from wellknit.platform.vault.sealing import key_number, seal, unseal

BATCH = 500


def sealed_fields() -> Iterator[tuple[type[models.Model], SealedField]]:
    """Every sealed field of this node."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField):
                yield model, field


def reseal_all(progress: Callable[[str, int], None] = lambda _t, _n: None) -> int:
    """Seal all values again that do not carry the current key; returns how many.

    Runs as the owner, beside the pages: a row is replaced only while it still holds the value that
    was opened, so nothing written meanwhile is lost.
    """
    total = 0
    for model, field in sealed_fields():
        done = _reseal(model, field, vault_ring())
        total += done
        if done:
            progress(f"{model._meta.db_table}.{field.column}", done)
    return total


def _reseal(model: type[models.Model], field: SealedField, ring: KeyRing) -> int:
    table, column, pk = model._meta.db_table, str(field.column), str(model._meta.pk.column)
    done, last = 0, None
    while True:
        with connection.cursor() as cursor:
            after = f'WHERE "{pk}" > %s' if last is not None else ""
            cursor.execute(
                f'SELECT "{pk}", "{column}" FROM "{table}" {after} ORDER BY "{pk}" LIMIT {BATCH}',
                [] if last is None else [last],
            )
            rows = cursor.fetchall()
        if not rows:
            return done
        last = rows[-1][0]
        stale = [(row, bytes(v)) for row, v in rows if v is not None and key_number(bytes(v)) != ring.current]
        done += _replace(table, column, pk, field.code, stale, ring)


def _replace(
    table: str, column: str, pk: str, code: str, stale: list[tuple[Any, bytes]], ring: KeyRing
) -> int:
    done = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for row, old in stale:
            fresh = seal(unseal(old, code=code, row=str(row), ring=ring), code=code, row=str(row), ring=ring)
            cursor.execute(
                f'UPDATE "{table}" SET "{column}" = %s WHERE "{pk}" = %s AND "{column}" = %s',
                [fresh, row, old],
            )
            done += cursor.rowcount
    return done
