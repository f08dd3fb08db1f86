"""The jobs of this wing. Each works in the name of the office it names and carries ids only."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.conf import settings

from wellknit.lib.policydata import load_all
from wellknit.lib.policykinds import CLOCKS
from wellknit.platform.access.jobs import as_worker, job
from wellknit.platform.access.register import worker_night, worker_round
from wellknit.platform.access.viewer import Viewer
from wellknit.protection import nudging

# In one round; the next comes in five minutes.
AT_MOST = 2000
_BUSY = "SELECT queueing_lock FROM procrastinate_jobs WHERE task_name = 'clock.remind' AND status = 'doing'"


@job("clock.remind")
def remind(viewer: Viewer, clock_id: str, kind: str) -> None:
    """Say that a time limit is nearly over, over, or passed on to who watches. Twice is once."""
    from wellknit.protection.actions import clock
    from wellknit.protection.models import Clock

    found = Clock.objects.filter(pk=UUID(clock_id)).first()
    if found is not None:
        clock.remind(found, kind, by=viewer)


def soon() -> dict[str, Any]:
    """For each rule how many hours before its end somebody is reminded, and how many hours after it is passed on."""
    rules = [rule for entry in load_all(CLOCKS, settings.DATA) for rule in entry.rules]
    return {rule.id: {"hours": rule.remind_hours, "patience": rule.escalate_after_hours} for rule in rules}


def look() -> int:
    """Ask for a job for each clock that wants somebody's eye."""
    waiting = as_worker("SELECT * FROM wk_clocks_waiting(%s::jsonb, %s)", [json.dumps(soon()), AT_MOST])
    # One that is being written this moment has not been committed, and would be asked for a second time.
    busy = {lock for (lock,) in as_worker(_BUSY, [])}
    asked = [row for row in waiting if f"{row[0]}.{row[2]}" not in busy]
    for clock_id, office_id, kind in asked:
        remind.later(office_id=office_id, once=f"{clock_id}.{kind}", clock_id=clock_id, kind=kind)
    return len(asked)


@job("nudge.tell")
def tell(viewer: Viewer) -> None:
    """Tell whoever wished it that something waits: not what, and not about whom."""
    from wellknit.protection.actions import nudge

    nudge.tell(by=viewer)


def look_for_nudges() -> int:
    """Ask for a job for each office in which somebody is to be told."""
    if not nudging.allowed():
        return 0
    waiting = as_worker("SELECT in_office FROM wk_nudges_waiting()", [])
    for (office_id,) in waiting:
        tell.later(office_id=office_id, once=f"nudge.{office_id}")
    return len(waiting)


def recount() -> int:
    """Count the name tokens anew and remove those that have become too common; how many rows went."""
    ((removed,),) = as_worker("SELECT wk_recount_for_worker()", [])
    return int(removed)


def for_meeting() -> dict[str, int]:
    """For each rule of steps between countries after how many days late it is for the next meeting."""
    rules = [rule for entry in load_all(CLOCKS, settings.DATA) for rule in entry.rules]
    return {rule.id: rule.meeting_after_days for rule in rules if rule.meeting_after_days}


def list_for_meeting() -> int:
    """Put what is that late on the list of the next meeting with its country: codes only, once."""
    (said,) = as_worker("SELECT wk_list_for_meeting(%s::jsonb)", [json.dumps(for_meeting())])
    return int(said[0])


def register() -> None:
    """Registers the looks for the worker, and what it does at night."""
    worker_round("clocks", look)
    worker_round("nudges", look_for_nudges)
    worker_round("meetings", list_for_meeting)
    worker_night("names", recount)
