"""The country table for the Senior Officials Meeting: one table a concept or area, seven columns, no ranking.

Cells carry symbol and letter; footnotes give reasons; under the table stands who endorsed when. Units
stand in protocol
order and no total of statuses is made: the table compares plans with deeds, not countries with each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import gettext as _

from wellknit.lib.documents.tree import Block, Cell, Column, Document, Grid, Heading, Para, Row, Tone
from wellknit.plan.reference_files import Scale, Step
from wellknit.plan.reports.values import Matrix, StatusCell, StatusRow, UnitHead

TONES: dict[str, Tone] = {
    "achieved": "good",
    "fully": "good",
    "in-progress": "partial",
    "partly": "partial",
    "no-activity": "none",
    "not": "none",
    "withheld": "withheld",
    "not-recoverable": "lost",
}
NOT_REPORTED = Cell("–", tone="gap")


def som_document(matrix: Matrix, scale: Scale, *, language: str = "en", classification: str = "") -> Document:
    """The landscape document: a heading and a table a group, legend above, footnotes and endorsement
    below.
    """
    steps = {step.id: step for step in scale.steps}
    blocks: list[Block] = [Para(line, "note") for line in _opening(matrix)]
    for group, rows in groupby(matrix.rows, key=lambda row: row.group):
        if group:
            blocks.append(Heading(group, 1))
        blocks += _table(matrix, list(rows), steps, group)
    marks = sorted({unit.watermark for unit in matrix.units if unit.watermark})
    return Document(
        title=_("Progress by country, %(period)s") % {"period": matrix.period},
        subtitle=matrix.title,
        blocks=tuple(blocks),
        language=language,
        running=f"{matrix.title} · {matrix.period}",
        classification=classification,
        landscape=True,
        watermark=marks[0] if marks else "",
    )


def _opening(matrix: Matrix) -> Iterable[str]:
    yield _("Countries stand in alphabetical order. “Regional” is a reporting unit of its own, not a sum.")
    yield _(
        "A dash means that nothing has been published for the cell; it does not mean that nothing was done."
    )
    yield from matrix.notes


def _table(matrix: Matrix, rows: list[StatusRow], steps: dict[str, Step], group: str) -> list[Block]:
    notes: list[str] = []
    columns = (
        Column(_("Indicator"), weight=34),
        *(Column(unit.name, "centre", 9) for unit in matrix.units),
    )
    made = tuple(_row(row, matrix.units, steps, notes) for row in rows)
    caption = f"{group} – {matrix.period}" if group else f"{matrix.title} – {matrix.period}"
    return [
        Grid(
            caption=caption,
            columns=columns,
            rows=made,
            key=(rows[0].id.rsplit(".", 1)[0] if rows else "targets"),
            legend=tuple(_step_cell(step) for step in steps.values()),
            notes=tuple(notes),
            source=_source(matrix),
        )
    ]


def _row(row: StatusRow, units: Iterable[UnitHead], steps: dict[str, Step], notes: list[str]) -> Row:
    label = f"{row.code} {row.text or row.title}".strip()
    cells = [Cell(label)]
    cells += [status_cell(row.cells.get(unit.code), steps, notes, unit.name) for unit in units]
    return Row(tuple(cells), id=row.id)


def status_cell(cell: StatusCell | None, steps: dict[str, Step], notes: list[str], unit: str) -> Cell:
    """Symbol and letter of the declared status; a footnote when there is a reason or the figures say
    otherwise.
    """
    if cell is None or not cell.declared:
        return NOT_REPORTED
    step = steps.get(cell.declared)
    said = _footnote(cell, unit)
    marks: tuple[int, ...] = ()
    if said:
        if said not in notes:
            notes.append(said)
        marks = (notes.index(said) + 1,)
    before = steps[cell.before].letter if cell.before in steps else ""
    if step is None:
        return Cell(cell.declared, notes=marks, before=before)
    # Words instead of a letter where the cell says nothing of progress: nobody should have to look that up.
    text = step.letter if step.counts else step.label
    return Cell(text, symbol=step.symbol, notes=marks, before=before, tone=TONES.get(step.id, ""))


def _footnote(cell: StatusCell, unit: str) -> str:
    if cell.declared == "not-recoverable":
        return cell.reason
    parts = [f"{unit}: {cell.reason}"] if cell.reason else []
    if cell.computed in ("fully", "partly", "not") and cell.target:
        figures = {"actual": cell.actual, "target": cell.target}
        parts.append(_("By the figures: %(actual)s against %(target)s.") % figures)
    return " ".join(parts)


def _step_cell(step: Step) -> Cell:
    return Cell(
        f"{step.letter} = {step.label}" if step.counts else step.label,
        symbol=step.symbol,
        tone=TONES.get(step.id, ""),
    )


def _source(matrix: Matrix) -> str:
    endorsed = [f"{unit.name} {unit.endorsed_on}" for unit in matrix.units if unit.endorsed_on]
    said = (
        _("As endorsed by the national task forces: %(list)s.") % {"list": "; ".join(endorsed)}
        if endorsed
        else ""
    )
    return " ".join(part for part in (matrix.source, said) if part)
