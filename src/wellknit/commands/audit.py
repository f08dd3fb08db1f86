"""`wellknit audit`: is the trace whole, seal what waits, sign where it ends."""

from __future__ import annotations

import argparse
import json
import signal
from typing import Any

from wellknit.commands.frame import command, group, say


def register(sub: Any) -> None:
    """Add the verbs of `audit`."""
    verbs = group(sub, "audit", tells="the audit trail: verify, seal, checkpoint")
    check = command(
        verbs,
        "verify",
        verify,
        role="sealer",
        tells="walk the whole chain and the signed checkpoints; name every row that was changed",
        example="wellknit audit verify",
    )
    check.add_argument("--json", action="store_true", help="for programs: one object on standard output")
    seal = command(
        verbs,
        "seal",
        seal_events,
        role="sealer",
        tells="chain what waits",
        example="wellknit audit seal --forever",
    )
    seal.add_argument(
        "--forever", action="store_true", help="go on sealing until stopped (the sealer's service)"
    )
    command(
        verbs,
        "checkpoint",
        checkpoint,
        role="sealer",
        tells="sign the end of the chain into the checkpoints' folder",
        example="wellknit audit checkpoint",
    )


def verify(args: argparse.Namespace) -> int:
    """Exit code 0 when nothing was changed, 1 when something was; the findings name it."""
    from wellknit.platform.audit.verify import verify as walk

    report = walk(lambda position: say(f"  {position:,} rows"))
    if args.json:
        findings = [{"place": f.place, "what": f.what} for f in report.findings]
        print(json.dumps({"sealed": report.sealed, "waiting": report.waiting, "findings": findings}))
    else:
        for finding in report.findings:
            print(f"CHANGED  {finding.place}: {finding.what}")
        waiting = f", {report.waiting:,} not yet sealed" if report.waiting else ""
        print(f"{'green' if report.green else 'NOT GREEN'}: {report.sealed:,} rows sealed{waiting}")
    return 0 if report.green else 1


def seal_events(args: argparse.Namespace) -> None:
    """Once, or for as long as the process lives; a sign to stop ends it after the batch in hand."""
    from wellknit.platform.audit import sealer

    if args.forever:
        signal.signal(signal.SIGTERM, _stop)
        try:
            sealer.run()
        except (SystemExit, KeyboardInterrupt):
            while sealer.seal_pending() == sealer.BATCH:
                pass
            sealer.checkpoint()
        return
    total = 0
    while count := sealer.seal_pending():
        total += count
    print(f"{total:,} rows sealed")


def _stop(_number: int, _frame: object) -> None:
    raise SystemExit(0)


def checkpoint(_args: argparse.Namespace) -> None:
    """Print where the checkpoint was written."""
    from wellknit.platform.audit.sealer import checkpoint as sign

    print(sign() or "There is nothing to sign yet: no row is sealed.")
