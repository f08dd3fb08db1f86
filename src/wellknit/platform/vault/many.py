"""Many new rows of one model in one statement, sealed on the way.

Django writes a placeholder for every value of every row; with thousands of rows finding the placeholders
again costs more than the database. Here the rows travel as one text and are taken apart where they are kept.
The walls look at each of them as at any other row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, models

_LENGTH = re.compile(r"\(\d+\)")


def insert_many(rows: Sequence[models.Model]) -> int:
    """Insert new rows of one model; returns how many. Keys are made by the client, as everywhere."""
    if not rows:
        return 0
    meta = rows[0]._meta
    fields: list[Any] = list(meta.local_concrete_fields)
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    # Without their lengths: what is too long shall be refused by the table, not cut here.
    told = ", ".join(
        f"{connection.ops.quote_name(field.column)} {_LENGTH.sub('', field.db_type(connection) or '')}"
        for field in fields
    )
    body = json.dumps([_plain(row, fields) for row in rows], default=_text, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {connection.ops.quote_name(meta.db_table)} ({names})"
            f" SELECT {names} FROM json_to_recordset(%s) AS x({told})",  # names of our own models only
            [body],
        )
        return int(cursor.rowcount)


def _plain(row: models.Model, fields: Sequence[Any]) -> dict[str, Any]:
    return {field.column: field.pre_save(row, True) for field in fields}


def _text(value: Any) -> str:
    """How PostgreSQL reads what JSON has no word for."""
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, date):  # a moment too
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not written in bulk.")
