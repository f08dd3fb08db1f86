"""`make bench`: everything that was promised in numbers, one table, both sides in one run.

    make bench                              all of it (about half an hour on two cores)
    make bench ARGS="worklist screening"    some of it
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from bench.harness import bench_node
from bench.rows import Row, table

PARTS = ("worklist", "screening", "search", "plan", "casefile", "imports", "clocks", "api")


def main() -> int:
    """Runs the parts that exist; exit code 1 when a demand is missed."""
    wanted = [name for name in sys.argv[1:] if not name.startswith("-")] or list(PARTS)
    if "--help" in sys.argv or set(wanted) - set(PARTS):
        print(__doc__, "parts:", ", ".join(PARTS))
        return 0 if "--help" in sys.argv else 2
    rows: list[Row] = []
    for name in wanted:
        if not (Path(__file__).parent / f"{name}.py").exists():
            continue
        module = import_module(f"bench.{name}")
        if not hasattr(module, "measure"):
            continue
        print(f"{name} …", file=sys.stderr, flush=True)
        with bench_node() as node:
            rows += module.measure(node)
        print(table(rows), file=sys.stderr, flush=True)
    print(table(rows))
    return 0 if all(row.holds is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
