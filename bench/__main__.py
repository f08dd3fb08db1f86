"""`make bench`: everything that was promised in numbers, one table, both sides in one run.

make bench                              all of it (about half an hour on two cores)
make bench ARGS="worklist screening"    some of it
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

from bench.harness import bench_node
from bench.rows import Row, table

PARTS = ("worklist", "screening", "search", "plan", "casefile", "imports", "clocks", "api", "exchange")


def main() -> int:
    """Runs the parts that exist; exit code 1 when a demand is missed."""
    wanted = [name for name in sys.argv[1:] if not name.startswith("-")] or list(PARTS)
    if "--help" in sys.argv or set(wanted) - set(PARTS):
        print(__doc__, "parts:", ", ".join(PARTS))
        return 0 if "--help" in sys.argv else 2
    rows: list[Row] = []
    with bench_node() as node:
        for module in map(_part, wanted):
            if module is not None:
                print(f"{module.__name__} …", file=sys.stderr, flush=True)
                rows += module.measure(node)
                print(table(rows), file=sys.stderr, flush=True)
    print(table(rows))
    return 0 if all(row.holds is not False for row in rows) else 1


def _part(name: str) -> ModuleType | None:
    """The module of a part, where this version has it."""
    if not (Path(__file__).parent / f"{name}.py").exists():
        return None
    module = import_module(f"bench.{name}")
    return module if hasattr(module, "measure") else None


if __name__ == "__main__":
    sys.exit(main())
