"""`wellknit corridor`: the corridors between countries, checked and listed; changes nothing."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellknit.commands.frame import Failed, command, group

if TYPE_CHECKING:
    from wellknit.lib.agreementkinds import Agreement

SIX = ("KH", "CN", "LA", "MM", "TH", "VN")  # as in the register: by their short English names
COLUMNS = "{:<8} {:<14} {:<10} {:<9} {}"


def register(sub: Any) -> None:
    """Add `corridor check`."""
    inner = group(sub, "corridor", tells="the corridors between countries")
    checked = command(
        inner,
        "check",
        check,
        database=False,
        tells="list every ordered pair with its state, instrument and procedure, and what is wrong with its file",
        example="wellknit corridor check th-mm.toml",
    )
    checked.add_argument("file", nargs="?", type=Path, help="one file, also one not yet in its place")


def check(args: argparse.Namespace) -> int:
    """A line for each pair, then a line for each problem; exit code 1 when there is any."""
    problems = _problems_of(args.file) if args.file else _all_problems()
    if not args.file and not any("not load" in problem for problem in problems):
        for line in table():
            print(line)
    for problem in problems:
        print(problem)
    if not problems:
        print("In order." if args.file else f"{len(_newest())} corridors, in order.")
    return 1 if problems else 0


def table() -> list[str]:
    """The thirty ordered pairs of the six, then those beyond, each with what is known of it."""
    newest = _newest()
    six = [f"{a}-{b}".lower() for a in SIX for b in SIX if a != b]
    beyond = sorted(set(newest) - set(six))
    head = COLUMNS.format("pair", "state", "procedure", "runs on", "instrument")
    lines = [head, *(_line(name, newest) for name in six)]
    return [*lines, "", "beyond the six:", *(_line(name, newest) for name in beyond)]


def _line(name: str, newest: dict[str, Any]) -> str:
    from wellknit.lib import corridorkinds

    corridor = newest.get(name)
    if corridor is None:
        return COLUMNS.format(name.upper().replace("-", ">"), "no file", "", "", "")
    found = corridorkinds.instruments_of(corridor)
    signed = ", ".join(_said(entry) for entry in found)
    procedures = corridorkinds.papers_of(corridor, "sop")
    return COLUMNS.format(
        f"{corridor.from_}>{corridor.to}",
        corridorkinds.state_of(corridor),
        procedures[0].state if procedures else "none",
        corridor.runs_on,
        signed or "none named in the sources",
    )


def _said(entry: Agreement) -> str:
    """An agreement in a word: its id, when it was signed and last revised, its last plan of action."""
    revised = [e.date for e in entry.events if e.what in ("revised", "amended") and e.date]
    dates = [entry.signed, *revised[-1:]]
    said = ["/".join(dict.fromkeys(day[:4] for day in dates if day))]
    plans = [p for p in entry.papers if p.kind == "poa" and p.starts]
    said += [f"plan {p.starts}-{p.ends}".rstrip("-") for p in plans[-1:]]
    inside = ", ".join(part for part in said if part)
    return f"{entry.id} ({inside})" if inside else entry.id


def _newest() -> dict[str, Any]:
    """Newest version of each corridor, by its id."""
    from wellknit.lib.corridorkinds import CORRIDORS
    from wellknit.lib.policydata import load_all

    newest: dict[str, Any] = {}
    for entry in sorted(load_all(CORRIDORS), key=lambda entry: entry.version):
        newest[entry.id] = entry
    return newest


def _all_problems() -> list[str]:
    from wellknit.lib.corridorkinds import CORRIDORS, corridor_problems
    from wellknit.lib.policydata import PolicyError, load_all, version_problems

    try:
        ids = {entry.id for entry in load_all(CORRIDORS)}
        found = [str(problem) for problem in (*version_problems(CORRIDORS), *corridor_problems())]
    except PolicyError as error:
        return ["Some files do not load:", *(str(problem) for problem in error.problems)]
    absent = [f"{a}-{b}".lower() for a in SIX for b in SIX if a != b and f"{a}-{b}".lower() not in ids]
    return [*found, *(f"corridors: There is no file {name}.toml. Write it." for name in absent)]


def _problems_of(file: Path) -> list[str]:
    """The faults of one file, wherever it lies; a bare name is looked for among the corridors."""
    from wellknit.lib.corridorkinds import CORRIDORS, file_problems
    from wellknit.lib.policydata import DATA, PolicyError

    path = file if file.exists() else DATA / CORRIDORS.folder / file.name
    if not path.exists():
        raise Failed(f"There is no file {file}.", 2)
    try:
        return [str(problem) for problem in file_problems(path)]
    except PolicyError as error:
        return [str(problem) for problem in error.problems]
