"""`wellknit import cases`, `export cases`, `retention carry-out`: a list in, a list out; what is over, gone."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from wellknit.commands.acting import acting
from wellknit.commands.frame import Failed, command, group, say

SHOWN = 40


def register(sub: Any) -> None:
    """Add `import cases`, `export cases` and `retention carry-out`."""
    imports = group(sub, "import", tells="bring what an office has")
    cases = command(
        imports, "cases", import_cases, role="web", acts=True,
        tells="open a case for each row of a list; with --dry-run only show each row as it would be",
        example="wellknit import cases list.xlsx --dry-run --as name@office.example --era each --map 'Column C=birth'",
    )  # fmt: skip
    cases.add_argument("file", type=Path, help=".xlsx, or CSV in UTF-8")
    cases.add_argument("--dry-run", action="store_true", help="open nothing")
    cases.add_argument("--sheet", default="", help="name of the sheet, if it is not the first")
    cases.add_argument("--head-row", type=int, default=0, help="number of the row with the headings")
    cases.add_argument(
        "--era", choices=("ce", "be", "each"), default="ce", help="how years without a mark are read"
    )
    cases.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD",
                       help="what a column holds: its heading or its letter; FIELD '-' leaves it out")  # fmt: skip
    cases.add_argument("--doubts", choices=("hold", "new", "skip"), default="hold",
                       help="rows of somebody who may be known: hold them back, take each as somebody else, leave them out")  # fmt: skip
    _register_export(group(sub, "export", tells="files for others"))
    kept = group(sub, "retention", tells="what becomes of files whose time is over")
    command(
        kept, "carry-out", retention_carry_out, role="owner", example="wellknit retention carry-out",
        tells="do what two people approved, through the erasure ledger, and remove what only had a time limit",
    )  # fmt: skip


def _register_export(exports: Any) -> None:
    cases = command(
        exports, "cases", export_cases, role="web", acts=True,
        tells="write cases of one's own office into a spreadsheet, as the page does: each person's consent or another ground",
        example="wellknit export cases list.xlsx --as name@office.example --for self --ground own_office --purpose office_work"
        " --what basic --what status",
    )  # fmt: skip
    cases.add_argument("file", type=Path, help="the .xlsx to write; a file that is there is not touched")
    cases.add_argument(
        "--layout", choices=("own", "htcds"), default="own", help="our columns, or IOM's standard"
    )
    cases.add_argument("--state", choices=("open", "closed", "all"), default="open", help="which cases")
    cases.add_argument("--purpose", required=True, help="what for: a code of disclosure-purposes")
    cases.add_argument("--for", dest="recipient", required=True, metavar="RECIPIENT",
                       help="a code of the list of recipients, or self for one's own office")  # fmt: skip
    cases.add_argument(
        "--what",
        action="append",
        required=True,
        metavar="GROUP",
        help="a code of data-groups; may be repeated",
    )
    cases.add_argument(
        "--ground", default="", help="a code of disclosure-bases; without it each person's consent"
    )
    cases.add_argument("--reason", default="", help="why without consent, in a sentence; it is reviewed")


def export_cases(args: argparse.Namespace) -> int:
    """Every case is written down as gone before the first byte is; the file is its reader's alone."""
    import os

    from wellknit.protection.actions import export
    from wellknit.protection.queries.lists import to_export
    from wellknit.protection.recipients import list_key, office_key

    try:
        place = os.open(args.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Failed(f"{args.file}: {error.strerror}.", 2) from error
    try:
        with os.fdopen(place, "wb") as out:
            with acting(args) as viewer:
                recipient = (
                    office_key(viewer.office_id) if args.recipient == "self" else list_key(args.recipient)
                )
                done = export.cases(to_export(viewer, args.state), by=viewer, layout=args.layout, purpose=args.purpose,
                                    recipient=recipient, scope=args.what, basis=args.ground, reason=args.reason)  # fmt: skip
            out.write(done.body)
    except BaseException:
        args.file.unlink()
        raise
    print(
        f"{len(done.taken):,} cases in {args.file}; {len(done.left_out):,} left out, because nothing covers them"
    )
    return 0


def retention_carry_out(_args: argparse.Namespace) -> None:
    """Safe to run every night: nothing is deleted that two people did not approve, and nothing under a hold."""
    from wellknit.protection.sweeping import carry_out_all, sweep

    done, held = carry_out_all(say)
    swept = sweep(say)
    print(f"{done:,} files done, {held:,} held back, {swept:,} old rows removed")


def import_cases(args: argparse.Namespace) -> int:
    """Exit code 1 when something must be settled first; then nothing was opened."""
    from wellknit.lib.sheets.problems import SheetError
    from wellknit.protection.actions import imports

    try:
        body = args.file.read_bytes()
    except OSError as error:
        raise Failed(f"{args.file}: {error.strerror}.", 2) from error
    try:
        chosen = _settled(body, args)
        with acting(args) as viewer:
            run = imports.receive_bytes(body, args.file.name, by=viewer)
            plan = imports.settle(run, chosen, by=viewer)
            _show(plan)
            if args.dry_run:
                imports.drop(run, by=viewer)
                return 0
            answers = {} if args.doubts == "hold" else {row.number: args.doubts for row in plan.doubtful}
            done = imports.carry_out(run, answers, by=viewer)
    except SheetError as error:
        raise Failed(error.sentence) from error
    print(f"{done.made:,} cases opened, {len(done.held):,} rows held back, {len(done.left_out):,} left out")
    return 0


def _settled(body: bytes, args: argparse.Namespace) -> Any:
    """The mapping, or the open questions as one refusal: a column is asked about, never guessed."""
    from django.conf import settings

    from wellknit.lib.sheets import mapping
    from wellknit.lib.sheets.reading import read
    from wellknit.lib.sheets.rows import era_problems
    from wellknit.lib.sheets.targets import case_list, htcds

    sheet = read(body, args.sheet)
    left = [name for name in sheet.names if name != sheet.name]
    if left:
        print(f"Only the sheet “{sheet.name}” is read; not read: {', '.join(left)} (--sheet NAME)")
    head = mapping.head_of(sheet, args.head_row)
    fields = case_list(settings.DATA)
    proposals = mapping.propose(head, fields, htcds(settings.DATA))
    answers = _answers(args.map, head, fields.codes)
    for proposal in proposals:
        target = answers.get(proposal.column.index, proposal.target or "?")
        say(f"  {proposal.column.letter:>3}  {proposal.column.label[:40]:<40} → {target}")
    asked = [
        f"{p.column.letter}: {p.asks.sentence}" for p in mapping.unanswered(proposals, answers) if p.asks
    ]
    chosen = mapping.ColumnMap(mapping.settled(proposals, answers), args.era, head.row, args.sheet)
    asked += [f"{p.column}: {p.sentence}" for p in era_problems(sheet, head, chosen, fields)]
    if asked:
        raise Failed(
            "Settle this first (--map COLUMN=FIELD, --era each):\n" + "\n".join(f"  {a}" for a in asked)
        )
    return chosen


def _answers(given: list[str], head: Any, known: frozenset[str]) -> dict[int, str]:
    answers: dict[int, str] = {}
    for said in given:
        name, _equals, code = said.rpartition("=")
        found = [c for c in head.columns if name in (c.label, c.machine, c.letter)]
        if len(found) != 1 or (code not in known and code != "-"):
            fields = ", ".join(sorted(known))
            raise Failed(
                f"--map {said}: no such column, or no such field. Fields: {fields}, or - to leave it out.", 2
            )
        answers[found[0].index] = code
    return answers


def _show(plan: Any) -> None:
    """What cannot be read and who may be known, by row number; no name of anybody in the files."""
    from wellknit.protection.importing import presumed_child

    print(f"{len(plan.rows):,} rows: {sum(r.proposal == 'new' for r in plan.rows):,} to be opened,"
          f" {len(plan.doubtful):,} in doubt, {len(plan.stopped):,} that cannot be taken")  # fmt: skip
    children = [row for row in plan.rows if row.proposal != "stop" and presumed_child(row.values)]
    if children:
        print(
            f"  {len(children):,} of unknown age: treated as children for the moment, with a day for assessment"
        )
    told = [(row, p) for row in plan.rows for p in row.problems if not p.is_note]
    for row, problem in told[:SHOWN]:
        print(f"  row {row.number}: {problem.column + ': ' if problem.column else ''}{problem.sentence}")
    if len(told) > SHOWN:
        print(f"  … and {len(told) - SHOWN:,} more")
    for row in plan.doubtful[:SHOWN]:
        here = ", ".join(code for known in row.known for code in known.cases)
        same = ", ".join(str(number) for number in row.same if number != row.number)
        print(
            f"  row {row.number} may be known:{' here as ' + here if here else ''}{' in this list in row ' + same if same else ''}"
        )
