"""The table for a terminal: columns that line up in six scripts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from wellknit.lib.tables.heads import head_rows, placed
from wellknit.lib.tables.model import Table
from wellknit.lib.tables.write import called, cell_text, heading_lines, is_numeric, notes_below

_GAP = 2


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text over one or more columns."""

    text: str
    start: int
    span: int
    right: bool


def text_width(text: str) -> int:
    """Places a text takes on a terminal: Chinese signs two, marks above and below the line none."""
    width = 0
    for char in text:
        if unicodedata.category(char) not in {"Mn", "Me", "Cf"}:
            width += 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
    return width


def plain_text(table: Table) -> str:
    """Title, headings, rows and notes, ending with a newline; a group's sum stands at its right edge."""
    heads = _head_lines(table)
    body = [(row.title + called(row.notes), _body_line(table, row.id)) for row in table.rows]
    widths = _widths(table, [*heads, *(pieces for _, pieces in body)])
    stub = max([text_width(table.stub), *(text_width(title) for title, _ in body)], default=0)
    lines = [*heading_lines(table), ""]
    for level, pieces in enumerate(heads, 1):
        lines.append(_line(table.stub if level == len(heads) else "", stub, pieces, widths))
    lines.append("-" * (stub + sum(widths) + _GAP * len(widths)))
    lines += [_line(title, stub, pieces, widths) for title, pieces in body]
    notes = notes_below(table)
    return "\n".join(line.rstrip() for line in [*lines, *([""] if notes else []), *notes]) + "\n"


def _head_lines(table: Table) -> list[list[_Piece]]:
    """Headings by line; one that spans several lines is written on its last, next to the figures."""
    lines: list[list[_Piece]] = [[] for _ in range(table.height)]
    for row in head_rows(table):
        for head in row:
            title = f"{head.column.title} ({head.column.unit})" if head.column.unit else head.column.title
            piece = _Piece(title, head.start, head.colspan, is_numeric(head.column.leaves[0]))
            lines[head.level + head.rowspan - 1].append(piece)
    return lines


def _body_line(table: Table, row_id: str) -> list[_Piece]:
    pieces = []
    for place in placed(table, table.row(row_id)):
        text = cell_text(place.cell, place.column, table.language) + called(place.cell.notes)
        pieces.append(_Piece(text, place.start, place.colspan, is_numeric(place.column)))
    return pieces


def _widths(table: Table, lines: Iterable[list[_Piece]]) -> list[int]:
    """Widths in places: first what stands alone in its column, then what spans several."""
    widths = [0] * len(table.leaves)
    for piece in sorted((piece for line in lines for piece in line), key=lambda piece: piece.span):
        have = sum(widths[piece.start : piece.start + piece.span]) + _GAP * (piece.span - 1)
        widths[piece.start + piece.span - 1] += max(0, text_width(piece.text) - have)
    return widths


def _line(title: str, stub: int, pieces: list[_Piece], widths: list[int]) -> str:
    out, at = title + " " * (stub - text_width(title)), 0
    for piece in sorted(pieces, key=lambda piece: piece.start):
        skipped = sum(widths[at : piece.start]) + _GAP * (piece.start - at)
        room = sum(widths[piece.start : piece.start + piece.span]) + _GAP * (piece.span - 1)
        fill = " " * (room - text_width(piece.text))
        out += " " * (skipped + _GAP) + (fill + piece.text if piece.right else piece.text + fill)
        at = piece.start + piece.span
    return out
