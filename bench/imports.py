"""Importing a list of 5,000 persons, from the file to open cases, beside openpyxl's reading and bare INSERTs."""

from __future__ import annotations

import io
import random
from time import perf_counter
from typing import Any

import openpyxl
from bench.harness import BenchNode
from bench.people import people
from bench.rows import Row, median

ROWS = 5_000
HEADS = (
    "No.",
    "Name in own script",
    "Name",
    "Date of birth",
    "Sex",
    "Nationality",
    "Date of intake",
    "Remarks",
)
TABLES = ("protection_person", "protection_case", "access_grant", "access_casecode", "vault_nametoken",
          "protection_worklistrow", "audit_event")  # fmt: skip


def listed() -> bytes:
    """A list as an office keeps it: names in two scripts, both eras, five thousand different people."""
    chance = random.Random(7)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("list")
    sheet.append(HEADS)
    for number, somebody in enumerate(people(ROWS, seed=7), start=1):
        year = somebody.birth_year or chance.randint(1970, 2012)
        born = f"{chance.randint(1, 28)}/{chance.randint(1, 12)}/{year + (543 if number % 3 else 0)}"
        sheet.append((number, somebody.native, somebody.latin, born, chance.choice("MF"), chance.choice(("MM", "KH", "LA", "VN")),
                      f"{chance.randint(1, 28)}/{chance.randint(1, 12)}/{chance.randint(2018, 2025)}", f"file {number}"))  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def measure(node: BenchNode) -> list[Row]:
    """Ours from bytes to open cases; beside it reading every cell and inserting the very same rows, in one run."""
    from tests.harness.people import key_of, make_member, make_office

    from wellknit.lib.sheets.mapping import ColumnMap
    from wellknit.platform.access.viewer import viewer_scope
    from wellknit.protection.actions import imports

    office = make_office("bench-import")
    user = make_member(office, "social_worker", "Worker Import")
    body = listed()
    chosen = ColumnMap({0: "reference", 1: "name_native", 2: "name_latin", 3: "birth", 4: "sex", 5: "nationality",
                        6: "opened_on", 7: "summary"}, "each")  # fmt: skip
    began = perf_counter()
    with viewer_scope(key_of(user, office)) as viewer:
        run = imports.receive_bytes(body, "list.xlsx", by=viewer)
        plan = imports.settle(run, chosen, by=viewer)
        dry = perf_counter() - began
        answers = {row.number: "new" for row in plan.doubtful}
        made = imports.carry_out(run, answers, by=viewer).made
    ours = perf_counter() - began
    # The other side three times: on a busy machine one run of it says as little as one of ours.
    reading = median([_read(body) for _ in range(3)])
    bare = median([_insert(node) for _ in range(3)])
    ratio = ours / (reading + bare)
    beside = f"{reading:.1f} s reading + {bare:.1f} s bare INSERTs of the same rows"
    said = f"{ours:.1f} s (dry run {dry:.1f})"
    return [Row(f"importing {made:,} rows, sealed and searchable", said, beside, ratio, "≤ 3", ratio <= 3)]


def _read(body: bytes) -> float:
    """Every cell of the file through openpyxl, as its manual opens a file."""
    began = perf_counter()
    sheet = openpyxl.load_workbook(io.BytesIO(body), data_only=True).active
    assert sum(1 for row in sheet.iter_rows(values_only=True) for _cell in row) == (ROWS + 1) * len(HEADS)
    return perf_counter() - began


def _insert(node: BenchNode) -> float:
    """The rows our import wrote, into copies of the tables with their indexes and no walls, one INSERT a row."""
    spent = 0.0
    with node.owner() as owner:
        for table in TABLES:
            owner.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING INDEXES)")
            spent += _copied(owner, table)
            owner.execute(f"DROP TABLE bench_{table}")
    return spent


def _copied(owner: Any, table: str) -> float:
    cursor = owner.execute(f"SELECT * FROM {table}")
    names = [column.name for column in cursor.description]
    rows = [tuple(_plain(v) for v in row) for row in cursor.fetchall()]
    places = ", ".join(["%s"] * len(names))
    sql = f"INSERT INTO bench_{table} ({', '.join(names)}) VALUES ({places})"
    import psycopg

    with psycopg.connect(owner.info.dsn, password=owner.info.password) as connection:
        began = perf_counter()
        connection.cursor().executemany(sql, rows)
        connection.commit()
        return perf_counter() - began


def _plain(value: Any) -> Any:
    from psycopg.types.json import Jsonb

    return Jsonb(value) if isinstance(value, dict) else value
