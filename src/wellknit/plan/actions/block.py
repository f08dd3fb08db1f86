"""The life of a block: opened by a country, endorsed by another colleague, reviewed and published by the
Secretariat.
"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from wellknit.plan.models import Block, BlockMove, Period
from wellknit.plan.models.walls import REGION
from wellknit.plan.permissions import require_draft, require_endorse, require_review
from wellknit.plan.policies import (
    check_block_move,
    check_editable,
    check_four_eyes,
    check_not_empty,
    check_other_reviewer,
)
from wellknit.plan.states import BLOCK, SHOWN, BlockKind, BlockState
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record


@transaction.atomic
def open_block(
    *, by: Viewer, kind: BlockKind, unit: str, period: Period, framework: str, due: date | None = None,
    watermark: str = "",
) -> Block:  # fmt: skip
    """Open a unit's report or workplan for a period, or return the one that is open already."""
    require_draft(by, unit)
    found = (
        Block.objects.filter(kind=kind, unit=unit, period=period, framework=framework)
        .order_by("-edition")
        .first()
    )
    if found:
        return found
    block = Block(
        kind=kind,
        unit=unit,
        period=period,
        framework=framework,
        due=due,
        watermark=watermark,
        opened_at=timezone.now(),
    )
    block.save(force_insert=True)
    _note(block, "open", "", by, "")
    return block


def locked(block: Block) -> Block:
    """The block's row, locked until the transaction ends: two people cannot move it at once."""
    return Block.objects.select_for_update().get(pk=block.pk)


def mark_author(block: Block, by: Viewer) -> None:
    """Remember who wrote in it; from now on this person cannot endorse it."""
    check_editable(block)
    if by.person_id not in block.authors:
        block.authors = [*block.authors, by.person_id]
        Block.objects.filter(pk=block.pk).update(authors=block.authors)


@transaction.atomic
def endorse(block: Block, *, by: Viewer, rows: int, on: date | None = None) -> Block:
    """The task force stands behind it. `rows` is how much is in it; `on` the day the task force decided."""
    block = locked(block)
    require_endorse(by, block.unit)
    check_block_move(block, "endorse")
    check_four_eyes(block, by.person_id)
    check_not_empty(block, rows=rows)
    now = timezone.now()
    block.endorsed_by_id, block.endorsed_at = by.person_id, now
    block.endorsed_on = on or timezone.localdate()
    return _move(block, "endorse", by, "")


@transaction.atomic
def recall(block: Block, *, by: Viewer, reason: str) -> Block:
    """The country takes back what the Secretariat has not reviewed yet."""
    block = locked(block)
    require_endorse(by, block.unit)
    check_block_move(block, "recall", reason=reason)
    return _move(block, "recall", by, reason)


@transaction.atomic
def send_back(block: Block, *, by: Viewer, reason: str) -> Block:
    """The Secretariat returns it for revision, with the reason in the country's own history."""
    block = locked(block)
    require_review(by)
    check_block_move(block, "return", reason=reason)
    return _move(block, "return", by, reason)


@transaction.atomic
def review(block: Block, *, by: Viewer) -> Block:
    """The Secretariat has read it. It edits nothing."""
    block = locked(block)
    require_review(by)
    check_block_move(block, "review")
    if block.unit == REGION:
        check_other_reviewer(block, by.person_id)
    block.reviewed_by_id, block.reviewed_at = by.person_id, timezone.now()
    return _move(block, "review", by, "")


@transaction.atomic
def publish(block: Block, *, by: Viewer) -> Block:
    """From now on the other five and the partners read it; an earlier edition is superseded in the same
    moment.
    """
    block = locked(block)
    require_review(by)
    check_block_move(block, "publish")
    block.published_at = timezone.now()
    earlier = Block.objects.select_for_update().filter(
        kind=block.kind,
        unit=block.unit,
        period=block.period,
        framework=block.framework,
        state=BlockState.PUBLISHED,
    )
    for old in earlier:
        _move(old, "supersede", by, "")
    return _move(block, "publish", by, "")


@transaction.atomic
def correct(block: Block, *, by: Viewer, reason: str) -> Block:
    """Open a corrected edition of something published. The old one stays readable and is superseded on
    publication.
    """
    block = locked(block)
    require_draft(by, block.unit)
    if block.state != BlockState.PUBLISHED:
        check_editable(block)
        return block
    check_block_move(block, "supersede")
    new = Block(
        id=uuid4(), kind=block.kind, unit=block.unit, period=block.period, framework=block.framework,
        edition=block.edition + 1, opened_at=timezone.now(), watermark=block.watermark,
    )  # fmt: skip
    new.save(force_insert=True)
    _note(new, "open", "", by, reason)
    return new


def _move(block: Block, verb: str, by: Viewer, reason: str) -> Block:
    before = block.state
    move = BLOCK.check(before, verb)
    block.state = move.to_state
    block.shown = SHOWN[BlockState(move.to_state)]
    block.version += 1
    block.save()
    _note(block, verb, before, by, reason)
    return block


def _note(block: Block, verb: str, before: str, by: Viewer, reason: str) -> None:
    event = BLOCK.check(before, verb).event if before else BLOCK.begin(verb).event
    BlockMove(
        block=block, unit=block.unit, verb=verb, from_state=before, to_state=block.state, reason=reason,
        by_id=by.person_id, by_name=by.name, office=by.office_name, at=timezone.now(),
    ).save(force_insert=True)  # fmt: skip
    note: dict[str, str | int | bool | None] = {
        "unit": block.unit,
        "kind": block.kind,
        "period": block.period.key,
        "edition": block.edition,
    }
    record(event, target=block, fields=["state"], note=note)
