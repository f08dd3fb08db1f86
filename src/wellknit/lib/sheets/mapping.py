"""Which column holds what: proposed from headings and hidden names, settled by the office, never guessed.

Where the two rows of the standard's own spreadsheet contradict each other (they do, in the official file),
where a hidden name is missing or misspelt, or where two columns claim the same field, the proposal asks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, Literal

from wellknit.lib.sheets.problems import Problem, SheetError
from wellknit.lib.sheets.reading import Sheet, as_text
from wellknit.lib.sheets.targets import CaseList, Standard, StandardField

LEAVE_OUT = "-"
Eras = Literal["ce", "be", "each"]
_MACHINE = re.compile(r"^(?:org|prs|vic|per|cas|cco|hte|spl|con)_\w+$")
_LOOK = 20


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place from 0, its heading, the hidden name above or below it (or empty)."""

    index: int
    label: str
    machine: str = ""

    @property
    def letter(self) -> str:
        """As Excel calls it."""
        number, letters = self.index + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


@dataclass(frozen=True, slots=True)
class Head:
    """Where the headings are: number of their last row, from 1, and the columns."""

    row: int
    columns: tuple[Column, ...]
    by_standard: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a column seems to hold. `asks`: it must be settled by somebody; `choices`: what it may be."""

    column: Column
    target: str = ""
    asks: Problem | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnMap:
    """What was settled: column index → code of a field, or LEAVE_OUT; how years are read; cells' words.

    `words`: (kind, folded word) → code, for what an office writes its own way ("F", "Burmese", "แรงงาน").
    """

    columns: Mapping[int, str]
    era: Eras = "ce"
    head_row: int = 0
    sheet: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Values JSON can carry."""
        return {"columns": {str(k): v for k, v in self.columns.items()}, "era": self.era, "head_row": self.head_row,
                "sheet": self.sheet, "words": dict(self.words)}  # fmt: skip

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> ColumnMap:
        """The mapping again."""
        columns = {int(k): str(v) for k, v in plain["columns"].items()}
        return cls(columns, plain["era"], plain["head_row"], plain["sheet"], plain.get("words", {}))


def head_of(sheet: Sheet, row: int = 0) -> Head:
    """The headings: of the given row, or of the first that looks like them. Raises `SheetError`."""
    if row:
        if not 1 <= row <= len(sheet.rows):
            raise SheetError("sheet.no_head")
        return _head_at(sheet, row)
    looks = [_wordy(sheet, number) for number in range(1, min(_LOOK, len(sheet.rows)) + 1)]
    most = max(looks, default=0)
    if most < 2:
        raise sheet.refused("sheet.no_head")
    return _head_at(sheet, next(n for n, count in enumerate(looks, 1) if count >= max(2, 0.6 * most)))


def _wordy(sheet: Sheet, number: int) -> int:
    """How many different words stand in a row that are no figures: titles over the table have one."""
    texts = {as_text(value) for value in sheet.rows[number - 1] if isinstance(value, str)}
    return sum(1 for text in texts if text and not re.fullmatch(r"[\d\s./:-]+", text))


def _head_at(sheet: Sheet, row: int) -> Head:
    names = [as_text(value) for value in sheet.rows[row - 1]]
    machines = [bool(_MACHINE.match(name)) for name in names]
    if sum(machines) * 2 > sum(1 for n in names if n) and row < len(sheet.rows):
        labels = [as_text(value) for value in sheet.rows[row]]
        if not any(_MACHINE.match(label) for label in labels) and sum(map(bool, labels)) * 2 > sum(
            map(bool, names)
        ):
            width = max(len(names), len(labels))
            names += [""] * (width - len(names))
            labels += [""] * (width - len(labels))
            both = zip(labels, names, strict=True)
            columns = tuple(Column(i, label, name) for i, (label, name) in enumerate(both) if label or name)
            return Head(row + 1, columns, by_standard=True)
        return Head(row, tuple(Column(i, n, n) for i, n in enumerate(names) if n), by_standard=True)
    return Head(row, tuple(Column(i, name) for i, name in enumerate(names) if name))


def propose(head: Head, fields: CaseList, standard: Standard) -> list[Proposal]:
    """One proposal for each column; what two columns claim is asked of both."""
    make = _by_standard if head.by_standard else _by_words
    found = [make(column, fields, standard) for column in head.columns]
    many = {f.code for f in fields.fields if f.many}
    claims = Counter(p.target for p in found if p.target not in {"", LEAVE_OUT, *many})
    return [
        replace(p, asks=Problem("column.twice", {"target": fields.target(p.target).label}, p.column.label),
                choices=(p.target, LEAVE_OUT))
        if p.asks is None and claims[p.target] > 1
        else p
        for p in found
    ]  # fmt: skip


def _by_words(column: Column, fields: CaseList, _standard: Standard) -> Proposal:
    target = fields.named(column.label)
    return Proposal(column, target) if target else Proposal(column, LEAVE_OUT)


def _by_standard(column: Column, fields: CaseList, standard: Standard) -> Proposal:
    by_name, by_label = standard.field(column.machine), standard.labelled(column.label)
    only_names = column.label == column.machine
    if by_name and (only_names or by_label is by_name or _same(by_name, column.label)):
        return Proposal(column, by_name.to or LEAVE_OUT)
    if by_name:
        problem = Problem("column.disagree", {"machine": column.machine, "label": column.label}, column.label)
        return Proposal(column, "", problem, _choices(by_name, by_label))
    near = by_label or standard.field(
        next(iter(get_close_matches(column.machine, [f.name for f in standard.fields], 1, 0.85)), "")
    )
    if near is None:
        return _by_words(column, fields, standard)
    code = "column.misspelt" if column.machine else "column.no_machine"
    problem = Problem(code, {"machine": column.machine, "target": near.name}, column.label)
    return (
        Proposal(column, "", problem, _choices(near, None))
        if near.to
        else Proposal(column, LEAVE_OUT, problem)
    )


def _same(by_name: StandardField, label: str) -> bool:
    """Whether a heading is the standard's own for this name; three labels stand at several fields."""
    from wellknit.lib.sheets.targets import folded

    return folded(by_name.label) == folded(label)


def _choices(*fields: StandardField | None) -> tuple[str, ...]:
    return (*dict.fromkeys(f.to for f in fields if f and f.to), LEAVE_OUT)


def unanswered(proposals: Sequence[Proposal], answers: Mapping[int, str]) -> list[Proposal]:
    """The columns somebody must still settle. A column that fills nothing either way needs no answer."""
    return [
        p for p in proposals
        if p.asks is not None and p.column.index not in answers and set(p.choices) - {LEAVE_OUT}
    ]  # fmt: skip


def settled(proposals: Sequence[Proposal], answers: Mapping[int, str]) -> dict[int, str]:
    """Column → field: what was answered, else what was proposed without a question."""
    chosen = {
        p.column.index: answers.get(p.column.index, p.target if p.asks is None else LEAVE_OUT)
        for p in proposals
    }
    return {index: code for index, code in chosen.items() if code and code != LEAVE_OUT}
