"""Clocks of 100,000 open cases counted again after a calendar was changed, beside one bare UPDATE of the same rows."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

from bench.harness import BenchNode
from bench.rows import Row, median, timed

CASES = 100_000
ROUNDS = 3
# Two years of starts, three rules counted in working days, one in calendar days: as offices have them.
_CLOCKS = """
INSERT INTO protection_clock (id, rule, rule_version, office_id, case_id, started_at, due_at, was_paused, outcome)
SELECT gen_random_uuid(), (ARRAY['identification-decision','office-answer','review-decision','office-report'])[1 + n %% 4], 1,
       %(office)s, c.id, now() - interval '1 hour' * (n %% 17520), now(), false, ''
  FROM (SELECT gen_random_uuid() AS id, n FROM generate_series(1, %(cases)s) n) c
"""
_WORKLIST = """
INSERT INTO protection_worklistrow (id, case_id, office_id, code, state, mine, nationality, age_band, presumed_child,
  identification, place, next_due, next_rule, opened_on, changed_at)
SELECT gen_random_uuid(), case_id, office_id, 'B-' || left(case_id::text, 8), 'open', true, 'MM', '18+', false, 'begun',
  'shelter', due_at, rule, current_date, now() FROM protection_clock WHERE office_id = %(office)s
"""
_BARE = "UPDATE protection_clock SET due_at = due_at + interval '1 day' WHERE stopped_at IS NULL"


def measure(node: BenchNode) -> list[Row]:
    """Both ways in turn; the tables are vacuumed in between, so neither pays for the other's dead rows."""
    from wellknit.commands.acting import as_role

    with node.owner() as owner:
        values = {"office": uuid4(), "cases": CASES}
        owner.execute(_CLOCKS, values)
        owner.execute(_WORKLIST, values)
        with as_role("owner"):
            ours, bare, moved = _in_turn(owner)
        owner.execute("DELETE FROM protection_worklistrow WHERE office_id = %(office)s", values)
        owner.execute("DELETE FROM protection_clock WHERE office_id = %(office)s", values)
    ratio = median(ours) / median(bare)
    return [
        Row(f"{CASES:,} clocks counted again after a calendar change ({moved:,} moved, worklists with them)",
            f"{median(ours):.2f} s", f"{median(bare):.2f} s one bare UPDATE", ratio, "≤ 10", ratio <= 10),
    ]  # fmt: skip


def _in_turn(owner: Any) -> tuple[list[float], list[float], int]:
    from wellknit.protection.recompute import recompute

    ours: list[float] = []
    bare: list[float] = []
    moved = 0
    for number in range(ROUNDS):
        _tidy(owner)
        bare.append(timed(lambda: owner.execute(_BARE)))
        _tidy(owner)
        with another_calendar("friday" if number % 2 == 0 else "monday"):
            began = perf_counter()
            moved = recompute().moved
            ours.append(perf_counter() - began)
    return ours, bare, moved


def _tidy(owner: Any) -> None:
    owner.execute("VACUUM ANALYZE protection_clock, protection_worklistrow")


@contextmanager
def another_calendar(day_off: str) -> Iterator[None]:
    """The node's policy files with one more day off a week: every due date in working days moves."""
    from django.conf import settings

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(settings.DATA, data)
        file = data / "calendars" / f"{settings.CHARTER['calendar']}.toml"
        file.write_text(file.read_text().replace('weekend = ["', f'weekend = ["{day_off}", "', 1))
        before, settings.DATA = settings.DATA, data
        try:
            yield
        finally:
            settings.DATA = before
