"""Who has handed in what, what a block holds, and what others say beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404

from wellknit.plan import framework_files, indicator_files, reference_files
from wellknit.plan.models import (
    Block,
    BlockMove,
    CivilReport,
    Fact,
    Narrative,
    Question,
    Selection,
    StatusCall,
)
from wellknit.plan.permissions import is_own, unit_of
from wellknit.plan.states import BLOCK, BlockKind, BlockState
from wellknit.platform.access.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit in the list of who has reported: its block, if any, and how late it is."""

    unit: str
    name: str
    block_id: UUID | None
    state: str
    due: date | None
    days_left: int | None
    own: bool


def who_has_reported(
    viewer: Viewer, framework: str, period: str, *, kind: str = BlockKind.REPORT, today: date
) -> list[Standing]:
    """Seven units in protocol order; a unit without a block has not begun."""
    rows = Block.objects.filter(framework=framework, period__key=period, kind=kind).order_by("edition")
    found = {block.unit: block for block in rows}
    standings = []
    for unit in reference_files.units():
        block = found.get(unit.code)
        open_ = block is None or block.state == BlockState.DRAFT
        due = block.due if block else None
        left = (due - today).days if due and open_ else None
        standings.append(
            Standing(
                unit.code, unit.short, block.pk if block else None, block.state if block else "", due, left,
                is_own(viewer, unit.code),
            )
        )  # fmt: skip
    return standings


def block(viewer: Viewer, block_id: UUID) -> Block:
    """A block whose contents this viewer may read; a draft of others is not found."""
    found = Block.objects.select_related("period").filter(pk=block_id).first()
    if found is None or not may_read(viewer, found):
        raise Http404
    return found


def may_read(viewer: Viewer, found: Block) -> bool:
    """The same condition the database holds, for the block itself (whose existence everybody sees)."""
    if is_own(viewer, found.unit) or found.shown == "all":
        return True
    return found.shown == "secretariat" and viewer.may("plan.review")


def size_of(block: Block) -> int:
    """How many rows stand in a block: an empty one is not endorsed."""
    return (
        Fact.objects.filter(block=block, current=True).count()
        + StatusCall.objects.filter(block=block, current=True).count()
        + block.lines.filter(removed_at=None).count()
        + Narrative.objects.filter(block=block, current=True).exclude(text="").count()
    )


def moves_of(viewer: Viewer, block: Block) -> list[BlockMove]:
    """The history as far as this viewer may read it, newest first."""
    return list(BlockMove.objects.filter(block=block).order_by("-at"))


def verbs_for(viewer: Viewer, block: Block) -> list[str]:
    """What this viewer could do with the block now, for buttons; the verb itself checks again."""
    own = is_own(viewer, block.unit)
    verbs = []
    for move in BLOCK.possible(block.state):
        if (
            move.owner == "task_force_endorser"
            and own
            and (viewer.may("plan.endorse") or block.unit == "REG")
        ):
            if move.verb != "endorse" or viewer.person_id not in block.authors:
                verbs.append(move.verb)
        elif move.owner == "secretariat_officer" and viewer.may("plan.review") and move.verb != "supersede":
            verbs.append(move.verb)
    if block.state == BlockState.PUBLISHED and own and (viewer.may("plan.draft") or block.unit == "REG"):
        verbs.append("correct")
    return verbs


def questions(viewer: Viewer, block: Block) -> list[Question]:
    """Peers' questions on a block, with replies, in order of asking."""
    return list(Question.objects.filter(block=block).order_by("asked_at"))


def question(viewer: Viewer, question_id: UUID) -> Question:
    """One question within reach."""
    found = Question.objects.select_related("block__period").filter(pk=question_id).first()
    if found is None:
        raise Http404
    return found


def civil_report(viewer: Viewer, report_id: UUID) -> CivilReport:
    """One report of civil society within reach."""
    found = CivilReport.objects.select_related("period").filter(pk=report_id).first()
    if found is None:
        raise Http404
    return found


def civil_reports(viewer: Viewer, framework: str, period: str, unit: str = "") -> list[CivilReport]:
    """What civil society reports beside the government: released ones, and the viewer's own drafts."""
    rows = CivilReport.objects.filter(framework=framework, period__key=period)
    return list(rows.filter(unit=unit) if unit else rows)


def all_sheets(framework: str, unit: str) -> list[indicator_files.Indicator]:
    """Reference sheets the framework gives this unit."""
    sheets = [s for s in indicator_files.indicators().values() if s.framework == framework]
    return [s for s in sheets if not s.reported_by or unit in s.reported_by]


def chosen_by(viewer: Viewer, unit: str) -> set[str]:
    """Indicators the unit has chosen."""
    return set(Selection.objects.filter(unit=unit, until="").values_list("indicator", flat=True))


def sheets_for(viewer: Viewer, framework: str, unit: str, period: str) -> list[indicator_files.Indicator]:
    """Reference sheets this unit reports on: those it chose, else those the framework gives it."""
    chosen, given = chosen_by(viewer, unit), all_sheets(framework, unit)
    return [s for s in given if s.id in chosen] or given


def frameworks_with_reports(viewer: Viewer) -> list[tuple[str, str, int]]:
    """(framework, period, blocks) for which anything has been opened, newest period first."""
    rows = (
        Block.objects.filter(kind=BlockKind.REPORT)
        .values_list("framework", "period__key")
        .annotate(blocks=Count("id", filter=~Q(state=BlockState.SUPERSEDED)))
        .order_by("-period__key", "framework")
    )
    return list(rows)


def my_open_blocks(viewer: Viewer) -> list[Block]:
    """Blocks in which it is this viewer's turn: drafts of the own unit, and what waits for review."""
    rows = Block.objects.select_related("period").filter(
        Q(unit=unit_of(viewer), state=BlockState.DRAFT)
        | (
            Q(state__in=(BlockState.ENDORSED, BlockState.REVIEWED))
            if viewer.may("plan.review")
            else Q(pk__in=())
        )
    )
    return list(rows.order_by("due", "period__key", "unit"))


def facts_of(viewer: Viewer, block: Block) -> list[Fact]:
    """Current figures of a block."""
    return list(Fact.objects.filter(block=block, current=True).order_by("indicator", "part", "kind", "dims"))


def calls_of(viewer: Viewer, block: Block) -> dict[str, StatusCall]:
    """Current judgements of a block by item."""
    return {call.about: call for call in StatusCall.objects.filter(block=block, current=True)}


def sections_of(viewer: Viewer, block: Block, language: str = "en") -> dict[str, Narrative]:
    """Current sections of a block by their key."""
    rows = Narrative.objects.filter(block=block, current=True, language=language)
    return {row.section: row for row in rows}


def history_of(viewer: Viewer, fact: Fact) -> list[Fact]:
    """Every revision of a figure, newest first: when, why."""
    same = {"block": fact.block_id, "indicator": fact.indicator, "part": fact.part, "period": fact.period}
    return list(Fact.objects.filter(**same, dims=fact.dims, kind=fact.kind).order_by("-revision"))


def framework_title(framework: str) -> str:
    """Short title for headings."""
    found = framework_files.frameworks().get(framework)
    return found.short if found else framework
