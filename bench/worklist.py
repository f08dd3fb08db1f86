"""The worklist at a million cases: database time against bare SQL, and the whole page against a small node."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from bench.harness import BenchNode
from bench.rows import Row, median, quantile, timed

CASES, SMALL = 1_000_000, 10_000
REACHES = {"2%": 0.02, "40%": 0.40}
ROUNDS = 60
LOAD = """
INSERT INTO protection_worklistrow (id, case_id, office_id, code, state, mine, nationality, age_band, presumed_child,
  identification, place, next_due, next_rule, opened_on, changed_at)
SELECT gen_random_uuid(), gen_random_uuid(), %(office)s, 'TH-' || %(tag)s || n, CASE WHEN n %% 4 = 0 THEN 'open' ELSE 'closed' END,
  true, (ARRAY['MM','KH','LA','VN','TH','UG'])[1 + n %% 6], '18+', false, (ARRAY['','begun','recognised'])[1 + n %% 3],
  'shelter', CASE WHEN n %% 5 = 0 THEN NULL ELSE now() + (random() * 60 - 20) * interval '1 day' END, 'pending-review',
  current_date - (n %% 900), now()
FROM generate_series(1, %(count)s) n
"""


def measure(node: BenchNode) -> list[Row]:
    """Two reaches; filters in turn; both sides in the same loop."""
    from tests.harness.people import make_member, make_office

    offices = {reach: make_office(f"bench-{share}".replace(".", "-")) for reach, share in REACHES.items()}
    small, rest = make_office("bench-small"), make_office("bench-rest")
    users = {o.pk: make_member(o, "social_worker", f"Worker {o.code}") for o in (*offices.values(), small)}
    with node.owner() as owner:
        for reach, office in offices.items():
            owner.execute(LOAD, {"office": office.pk, "tag": reach[0], "count": int(CASES * REACHES[reach])})
        left = CASES - int(CASES * sum(REACHES.values()))
        owner.execute(LOAD, {"office": rest.pk, "tag": "r", "count": left})
        owner.execute("VACUUM ANALYZE protection_worklistrow")
        rows = []
        for reach, office in offices.items():
            rows += _reach(owner, users[office.pk], office, reach)
        rows += _pages(owner, users, offices["40%"], small)
    return rows


def _filters() -> list[Any]:
    from wellknit.protection.queries.worklist import Filters

    return [Filters(), Filters(due="late"), Filters(due="week"), Filters(nationality="MM"),
            Filters(identification="recognised"), Filters(state="closed", order="opened")]  # fmt: skip


def _reach(owner: Any, user: Any, office: Any, reach: str) -> list[Row]:
    from django.db import connection
    from tests.harness.people import key_of

    from wellknit.platform.access.viewer import viewer_scope
    from wellknit.protection.queries.worklist import worklist

    key = key_of(user, office)
    ours: list[float] = []
    bare: list[float] = []
    counts = set()
    for number in range(ROUNDS):
        chosen = _filters()[number % 6]
        with viewer_scope(key) as viewer:
            with watched() as seen:
                worklist(viewer, chosen)
            walled = sum(in_database(connection.cursor(), sql, params) for sql, params in seen)
        counts.add(len(seen))
        if number >= 6:
            ours.append(walled)
            bare.append(sum(in_database(owner.cursor(), sql, params) for sql, params in seen))
    ratio = median(ours) / median(bare)
    what = f"worklist, 50 rows and capped count, 1,000,000 cases, reach {reach}: database time"
    p95 = f"{median(ours) * 1e3:.2f} ms (p95 {quantile(ours, 0.95) * 1e3:.2f})"
    return [
        Row(what, p95, f"{median(bare) * 1e3:.2f} ms bare SQL as owner", ratio, "≤ 2", ratio <= 2),
        Row(
            f"worklist queries at reach {reach}", f"{sorted(counts)}", "", None, "constant", len(counts) == 1
        ),
    ]


def in_database(cursor: Any, sql: str, params: Any) -> float:
    """Seconds PostgreSQL itself spends planning and executing a statement, fetching left out on both sides."""
    cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
    found = cursor.fetchone()[0]
    plan = (json.loads(found) if isinstance(found, str) else found)[0]
    return float(plan["Planning Time"] + plan["Execution Time"]) / 1000


@contextmanager
def watched() -> Iterator[list[tuple[str, Any]]]:
    """Statements of a block, as the web role sends them."""
    from django.db import connection

    seen: list[tuple[str, Any]] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


def _pages(owner: Any, users: dict[UUID, Any], large: Any, small: Any) -> list[Row]:
    """The whole page through the middleware, at a million and at ten thousand cases, in turn."""
    from django.test import Client
    from tests.harness.people import sign_in

    owner.execute("CREATE TABLE bench_kept AS SELECT * FROM protection_worklistrow")
    big = sign_in(Client(), users[large.pk], large)
    at_million = [timed(lambda: _get(big)) for _ in range(ROUNDS)][5:]
    owner.execute("TRUNCATE protection_worklistrow")
    owner.execute(LOAD, {"office": small.pk, "tag": "s", "count": int(SMALL * 0.4)})
    owner.execute("VACUUM ANALYZE protection_worklistrow")
    little = sign_in(Client(), users[small.pk], small)
    at_small = [timed(lambda: _get(little)) for _ in range(ROUNDS)][5:]
    owner.execute("TRUNCATE protection_worklistrow")
    owner.execute("INSERT INTO protection_worklistrow SELECT * FROM bench_kept")
    owner.execute("DROP TABLE bench_kept")
    owner.execute("VACUUM ANALYZE protection_worklistrow")
    at_million += [timed(lambda: _get(big)) for _ in range(ROUNDS)][5:]
    one, other = quantile(at_million, 0.95), quantile(at_small, 0.95)
    what = "worklist page, reach 40%: p95 at 1,000,000 cases"
    return [
        Row(
            what,
            f"{one * 1e3:.0f} ms",
            f"{other * 1e3:.0f} ms at 10,000",
            one / other,
            "≤ 2",
            one / other <= 2,
        )
    ]


def _get(client: Any) -> None:
    answer = client.get("/cases/")
    assert answer.status_code == 200, answer.status_code
