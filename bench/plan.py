"""The plan wing: the regional matrix at 100,000 and 1,000,000 facts, six annual reports to PDF, a large
spreadsheet.

The matrix is read as a national user: half of the rows are other countries' drafts that the walls keep
away. Database
time of our statements stands against the same statements as the owner of the tables, without walls.
"""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

from bench.harness import BenchNode
from bench.rows import Row, median, quantile, timed
from bench.worklist import in_database, watched

FACTS = (100_000, 1_000_000)
ROUNDS = 60
PERIOD = "1999"
UNITS = ("KH", "CN", "LA", "MM", "TH", "VN", "REG")
# One busy period of the region: 29 indicators, 7 units, target and result, 10 rows of disaggregation.
A_PERIOD = 29 * 7 * 2 * 10
BLOCKS = """
INSERT INTO plan_block (id, kind, unit, period_id, framework, edition, state, shown, authors, opened_at,
  endorsed_by_id, watermark, version)
SELECT gen_random_uuid(), 'report', u, p.id, 'spa2', 1,
  CASE WHEN n %% 2 = 0 THEN 'published' ELSE 'draft' END, 'own', '{}', now(), gen_random_uuid(), '', 1
FROM unnest(%(units)s::text[]) WITH ORDINALITY AS t(u, n), plan_period p
WHERE p.key = ANY(%(periods)s::text[])
"""
LOAD = """
INSERT INTO plan_fact (id, block_id, unit, shown, framework, indicator, part, period, dims, kind, number,
  text, score, missing, revision, current, reason, source, recorded_by_id, recorded_at)
SELECT gen_random_uuid(), b.id, b.unit, b.shown, 'spa2', i, '', p.key,
  CASE WHEN d = 0 THEN '' ELSE 'province=' || d END, k, (random() * 100)::int, '', '', '', 1, true, '', '',
  gen_random_uuid(), now()
FROM plan_block b JOIN plan_period p ON p.id = b.period_id, unnest(%(sheets)s::text[]) i,
  unnest(ARRAY['target', 'actual']) k, generate_series(0, 9) d
WHERE p.key = ANY(%(periods)s::text[])
"""
CALLS = """
INSERT INTO plan_statuscall (id, block_id, unit, shown, framework, about, period, declared, computed, reason,
  evidence, source, revision, current, recorded_by_id, recorded_at)
SELECT gen_random_uuid(), b.id, b.unit, b.shown, 'spa2', a, p.key, 'in-progress', '', '', '', '', 1, true,
  gen_random_uuid(), now()
FROM plan_block b JOIN plan_period p ON p.id = b.period_id, unnest(%(items)s::text[]) a
WHERE p.key = ANY(%(periods)s::text[])
"""


def measure(node: BenchNode) -> list[Row]:
    """All three promises of the wing."""
    from tests.harness.people import make_member, make_office

    office = make_office("bench-tf", kind="task_force", jurisdiction="TH")
    user = make_member(office, "task_force_drafter", "Bench Drafter")
    rows: list[Row] = []
    with node.owner() as owner:
        loaded: list[str] = []
        for count in FACTS:
            loaded = _load(owner, count, loaded)
            rows += _matrix(owner, user, office, count)
    return [*rows, *_annual(user, office), _sheet()]


def _load(owner: Any, count: int, loaded: list[str]) -> list[str]:
    """Fill up to `count` facts; the trigger that copies the block's openness is set aside meanwhile."""
    from wellknit.plan import framework_files, indicator_files

    wanted = [PERIOD, *[f"B{n:04d}" for n in range(max(0, count // A_PERIOD - 1))]]
    fresh = [key for key in wanted if key not in loaded]
    for key in fresh:
        owner.execute(
            "INSERT INTO plan_period (id, key, kind, starts, ends) VALUES (gen_random_uuid(), %s, "
            "'other', %s, %s)",
            [key, date(1999, 1, 1), date(1999, 12, 31)],
        )
    if not loaded:
        owner.execute("UPDATE plan_period SET kind = 'year' WHERE key = %s", [PERIOD])
    owner.execute(BLOCKS, {"units": list(UNITS), "periods": fresh})
    sheets = [s.id for s in indicator_files.indicators().values() if s.framework == "spa2"]
    items = [i.id for i in framework_files.framework("spa2").of_kind(framework_files.ItemKind.TARGET)]
    for table in ("plan_fact", "plan_statuscall"):
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER plan_into_block")
    owner.execute(LOAD, {"sheets": sheets, "periods": fresh})
    owner.execute(CALLS, {"items": items, "periods": fresh})
    for table in ("plan_fact", "plan_statuscall"):
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER plan_into_block")
        owner.execute(f"VACUUM ANALYZE {table}")
    owner.execute("VACUUM ANALYZE plan_block")
    return wanted


def _matrix(owner: Any, user: Any, office: Any, count: int) -> list[Row]:
    from django.db import connection
    from tests.harness.people import key_of

    from wellknit.plan.queries.matrix import status_matrix
    from wellknit.platform.access.viewer import viewer_scope

    key = key_of(user, office)
    whole: list[float] = []
    ours: list[float] = []
    bare: list[float] = []
    counts = set()
    for number in range(ROUNDS):
        with viewer_scope(key) as viewer:
            with watched() as seen:
                took = timed(lambda: status_matrix(viewer, "spa2", PERIOD))
            walled = sum(in_database(connection.cursor(), sql, params) for sql, params in seen)
        counts.add(len(seen))
        if number >= 5:
            whole.append(took)
            ours.append(walled)
            bare.append(sum(in_database(owner.cursor(), sql, params) for sql, params in seen))
    pages = _pages(user, office)
    ratio, p95, page = median(ours) / median(bare), quantile(whole, 0.95), quantile(pages, 0.95)
    what = f"regional matrix, {count:,} facts, as a national user"
    beside = f"{median(bare) * 1e3:.2f} ms bare SQL as owner"
    return [
        Row(f"{what}: query and values, p95", f"{p95 * 1e3:.0f} ms", "", None, "< 300 ms", p95 < 0.3),
        Row(f"{what}: whole page, p95", f"{page * 1e3:.0f} ms", "", None, "< 300 ms", page < 0.3),
        Row(f"{what}: database time", f"{median(ours) * 1e3:.2f} ms", beside, ratio, "≤ 3", ratio <= 3),
        Row(f"{what}: number of queries", f"{sorted(counts)}", "", None, "constant", len(counts) == 1),
    ]


def _pages(user: Any, office: Any) -> list[float]:
    from django.test import Client
    from tests.harness.people import sign_in

    client = sign_in(Client(), user, office)

    def get() -> None:
        answer = client.get(f"/plan/region/spa2/{PERIOD}/")
        assert answer.status_code == 200, answer.status_code

    return [timed(get) for _ in range(ROUNDS)][5:]


def _annual(user: Any, office: Any) -> list[Row]:
    """Six countries' reports to PDF against typst alone on the same six sources."""
    from tests.harness.people import key_of

    from wellknit.lib.documents.pdf import compile_source, font_folders, pdf
    from wellknit.lib.documents.typst_source import source
    from wellknit.plan.queries.annual import annual_as_document
    from wellknit.platform.access.viewer import viewer_scope

    if not font_folders():
        return [Row("annual reports of six countries to PDF", "no Noto fonts here", "", None, "≤ 5", None)]
    key = key_of(user, office)
    ours: list[float] = []
    alone: list[float] = []
    for number in range(6):
        with viewer_scope(key) as viewer:
            documents = []

            def made(viewer: Any = viewer, documents: list[Any] = documents) -> None:
                for unit in UNITS[:6]:
                    documents.append(annual_as_document(viewer, "spa2", PERIOD, unit))
                    pdf(documents[-1])

            took = timed(made)
        sources = [source(document) for document in documents]
        typst = timed(lambda sources=sources: [compile_source(text) for text in sources])
        if number:
            ours.append(took)
            alone.append(typst)
    ratio = median(ours) / median(alone)
    beside = f"{median(alone):.2f} s typst alone"
    return [
        Row(
            "annual reports of six countries to PDF",
            f"{median(ours):.2f} s",
            beside,
            ratio,
            "≤ 5",
            ratio <= 5,
        )
    ]


def _sheet() -> Row:
    """A workplan of 10,000 rows checked, against openpyxl reading it (streaming, values only)."""
    import openpyxl

    from wellknit.plan.sheets import SheetLine, read, workbook

    values = {
        "title": "An activity", "steps": "one; two", "targets": ["spa2.ppc1.t1"], "scope": "national",
        "activity": "spa2.ppc1.a1", "ministry": "A ministry", "q1": True, "due": "2031-06",
        "envelope": Decimal("1000.00"),
    }  # fmt: skip
    lines = [SheetLine(f"id-{n}", 1, {**values, "number": n}) for n in range(1, 10_001)]
    content = workbook(lines, title="Bench")

    def plainly() -> None:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for _row in book.worksheets[0].iter_rows(values_only=True):
            pass

    both = [(timed(lambda: read(content, lines)), timed(plainly)) for _ in range(5)]
    ours, alone = median([a for a, _ in both]), median([b for _, b in both])
    ratio = ours / alone
    return Row(
        "spreadsheet of 10,000 rows checked",
        f"{ours:.2f} s",
        f"{alone:.2f} s openpyxl",
        ratio,
        "≤ 3",
        ratio <= 3,
    )
