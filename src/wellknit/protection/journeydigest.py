"""One line that is the same on both nodes when they show the same journey."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from wellknit.lib.pathkinds import StepPath
from wellknit.protection.corridors import path_of
from wellknit.protection.models import Journey, Step


def digest(journey: Journey) -> str:
    """SHA-256 over the journey and its steps as both sides know them, in one written form.

    What only one side knows (its case, its clerks, its clocks) is left out, and what was told about the person
    too, in fields or in words: a digest is read out on a telephone and printed in a log, and words stay here when
    the person takes her consent back while they wait in the line.
    """
    path = path_of(journey)
    told = {
        "id": str(journey.pk), "code": journey.code, "path": [journey.path, journey.path_version],
        "corridor": journey.corridor, "scope": journey.scope, "urgent": journey.urgent, "state": journey.state,
        "reason": journey.end_reason, "sent": _at(journey.sent_at),
        "ended": _at(journey.ended_at),
        "steps": [_step(step, path) for step in journey.steps.order_by("sequence")],
    }  # fmt: skip
    written = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _step(step: Step, path: StepPath) -> list[Any]:
    """As the other side hears of it: what is told as something else counts as that."""
    heard = path.step(step.code).heard(step.verb) if step.verb else None
    if heard is not None and heard.verb != step.verb:
        return [step.sequence, step.code, step.side, step.state, heard.verb, "", _at(step.opened_at),
                _at(step.taken_at)]  # fmt: skip
    return [
        step.sequence, step.code, step.side, step.state, step.verb, step.reason, _at(step.opened_at),
        _at(step.taken_at),
    ]  # fmt: skip


def _at(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else ""
