"""The document as Typst source. Typst breaks lines in Khmer, Lao, Burmese and Thai, which run off the page
elsewhere.

Charts are boxes of Typst itself: text inside SVG comes out broken in Burmese and Lao.
"""

from __future__ import annotations

import base64
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

from wellknit.lib.documents.tree import (
    Bars,
    Block,
    Bullets,
    Cell,
    Contents,
    Document,
    Grid,
    Heading,
    Keys,
    Mark,
    Marks,
    PageBreak,
    Para,
    Row,
    Signatures,
)

HOUSE = Path(__file__).with_name("house.typ")
FONTS = (
    "Noto Sans",
    "Noto Sans Khmer",
    "Noto Sans Lao",
    "Noto Sans Myanmar",
    "Noto Sans Thai",
    "Noto Sans SC",
    "Noto Sans CJK SC",
)
TONES = {
    "good": "#cfe6dc",
    "partial": "#f6e7c1",
    "none": "#f3f2f1",
    "withheld": "#dcd8e8",
    "lost": "#e7e0d8",
    "gap": "#ffffff",
    "alert": "#f4d7d2",
}
# Typst wants the region apart, and does not know every tag; an unknown one only changes hyphenation.
_SPECIAL = re.compile(r"([\\#$*_`<>@\[\]~/=+\-\"'])")


def escape(text: str) -> str:
    """Text that Typst prints as it stands: every sign with a meaning in Typst gets a backslash."""
    return _SPECIAL.sub(r"\\\1", text).replace("\n", " \\\n")


def quoted(text: str) -> str:
    """A Typst string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def source(document: Document) -> str:
    """The whole file. Deterministic: equal trees give equal source."""
    parts = [_preamble(document), _cover(document)]
    parts += [_block(block) for block in document.blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def _preamble(document: Document) -> str:
    # The mark stands in the line at the head too: behind a full table it may be hard to see.
    running = (document.watermark, document.running or document.title, document.classification)
    values = {
        "title": quoted(document.title),
        "running": quoted(" · ".join(part for part in running if part)),
        "foot": quoted(document.edition or document.dated),
        "landscape": str(document.landscape).lower(),
        "language": quoted(document.language.split("-")[0]),
        "fonts": f"({', '.join(quoted(font) for font in FONTS)})",
        "watermark": quoted(document.watermark),
        "large": str(document.large).lower(),
    }
    said = ",\n  ".join(f"{name}: {value}" for name, value in values.items())
    return f"{HOUSE.read_text(encoding='utf-8')}\n#show: house.with(\n  {said},\n)"


def _cover(document: Document) -> str:
    lines = [f'#text(20pt, weight: "bold", fill: rgb("#12436d"))[{escape(document.title)}]']
    if document.subtitle:
        lines.append(f"#text(12pt)[{escape(document.subtitle)}]")
    if document.facts:
        lines.append(_keys(document.facts))
    return "\n\n".join(lines)


def _block(block: Block) -> str:  # noqa: PLR0911 - a line for each kind
    match block:
        case Heading(text, level):
            return f"#heading(level: {level})[{escape(text)}]"
        case Para():
            return _para(block)
        case Bullets(items):
            return "\n".join(f"- {escape(item)}" for item in items)
        case Keys(pairs):
            return _keys(pairs)
        case Grid():
            return _grid(block)
        case Bars():
            return _bars(block)
        case PageBreak():
            return "#pagebreak(weak: true)"
        case Contents(title):
            return f"#outline(title: [{escape(title)}], depth: 2)"
        case Signatures(places):
            return _signatures(places)
        case Marks(marks):
            return _marks(marks)


def _para(para: Para) -> str:
    text = escape(para.text)
    match para.style:
        case "lead":
            return f"#text(11pt)[{text}]"
        case "note" | "source":
            return f'#text(7.5pt, fill: rgb("#505a5f"))[{text}]'
        case "marker":
            return f'#block(inset: (left: 8pt, y: 4pt), stroke: (left: 2.5pt + rgb("#12436d")))[*{text}*]'
        case "alert":
            return f'#block(inset: 7pt, width: 100%, stroke: 1pt + rgb("#d4351c"))[{text}]'
        case _:
            return text


def _keys(pairs: tuple[tuple[str, str], ...]) -> str:
    cells = "\n".join(f"  [*{escape(name)}*], [{escape(said)}]," for name, said in pairs)
    return f"#grid(columns: (auto, 1fr), column-gutter: 12pt,\n{cells}\n)"


def _grid(grid: Grid) -> str:
    widths = ", ".join(f"{column.weight}fr" for column in grid.columns)
    aligns = ", ".join({"centre": "center"}.get(column.align, column.align) for column in grid.columns)
    head = ", ".join(f'text(weight: "bold")[{escape(column.label)}]' for column in grid.columns)
    rows = "\n".join(_row(row) for row in grid.rows)
    # A form has rows that say what they are, and neither a head nor a caption.
    header = f"  table.header({head}),\n" if any(column.label for column in grid.columns) else ""
    caption = f"[{escape(grid.caption)}]" if grid.caption else "none"
    table = f"table(columns: ({widths},), align: ({aligns},), fill: none,\n{header}{rows}\n)"
    parts = [_legend(grid.legend)] if grid.legend else []
    parts.append(f"#figure(kind: table, caption: {caption},\n text(0.842em, {table}))")
    parts += [f"#text(7.5pt)[#super[{n}] {escape(note)}]" for n, note in enumerate(grid.notes, 1)]
    if grid.source:
        parts.append(f'#text(7.5pt, fill: rgb("#505a5f"))[{escape(grid.source)}]')
    return "\n\n".join(parts)


def _legend(cells: tuple[Cell, ...]) -> str:
    shown = [f"box(fill: {_fill(cell)}, inset: 3pt, stroke: 0.4pt)[{_inside(cell)}]" for cell in cells]
    return "#text(8pt)[" + " #h(6pt) ".join(f"#{box}" for box in shown) + "]"


def _fill(cell: Cell) -> str:
    return f'rgb("{TONES[cell.tone]}")' if cell.tone in TONES else "none"


def _row(row: Row) -> str:
    strong = row.kind in ("group", "total")
    fill = 'rgb("#eef3f7")' if row.kind == "group" else None
    cells = []
    for cell in row.cells:
        body = f"*{_inside(cell)}*" if strong and _inside(cell) else _inside(cell)
        cells.append(f"  table.cell(colspan: {cell.span}, fill: {fill or _fill(cell)})[{body}],")
    if row.kind == "group":  # a heading inside the table is never the last line of a page
        return f"  table.header(level: 2, repeat: false,\n{chr(10).join(cells)}\n  ),"
    return "\n".join(cells)


def _inside(cell: Cell) -> str:
    symbol = f"{escape(cell.symbol)}~" if cell.symbol and cell.text else escape(cell.symbol)
    marks = "".join(f"#super[{note}]" for note in cell.notes)
    before = f' #text(6.5pt, fill: rgb("#505a5f"))[({escape(cell.before)})]' if cell.before else ""
    return f"{symbol}{escape(cell.text)}{marks}{before}"


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _bars(chart: Bars) -> str:
    numbers = [_number(number) for _, number, _ in chart.bars]
    top = max((n for n in numbers if n is not None), default=Decimal(0))
    rows = []
    for (label, _, words), number in zip(chart.bars, numbers, strict=True):
        width = 0 if number is None or not top else max(Decimal("0.4"), number * 100 / top)
        bar = f"#bar({width:.1f}%) " if width else ""
        rows.append(f"  [{escape(label)}], [{bar}{escape(words)}],")
    body = "\n".join(rows)
    title = escape(f"{chart.caption} ({chart.unit})" if chart.unit else chart.caption)
    return (
        f"#figure(kind: image, caption: [{title}], alt: {quoted(chart.said or chart.caption)},\n"
        f" grid(columns: (auto, 1fr), column-gutter: 8pt, row-gutter: 5pt, align: (right, left),\n{body}\n))"
    )


def _signatures(places: tuple[str, ...]) -> str:
    cells = "\n".join(f"  [#v(26pt) #line(length: 90%, stroke: 0.5pt) {escape(place)}]," for place in places)
    return (
        f"#block(breakable: false, grid(columns: (1fr,) * {min(3, len(places))}, gutter: 14pt,\n{cells}\n))"
    )


def as_bytes(body: bytes) -> str:
    """Bytes as Typst writes them: a picture goes into the source, never as a clear file to a disk."""
    return f"bytes(({','.join(map(str, body))},))"


def _marks(marks: tuple[Mark, ...]) -> str:
    cells = "\n".join(f"  [{_mark(mark)}]," for mark in marks)
    return (
        f"#block(breakable: false, grid(columns: (1fr,) * {min(2, len(marks))}, column-gutter: 18pt, "
        f"row-gutter: 12pt,\n{cells}\n))"
    )


def _mark(mark: Mark) -> str:
    if mark.picture:
        # As high as a hand writes; a photograph of a signed sheet shrinks to it.
        body = as_bytes(base64.b64decode(mark.picture))
        over = f'#box(height: 34pt, width: 100%, align(bottom, image({body}, height: 32pt, fit: "contain", alt: {quoted(mark.place)})))'
    else:
        over = f"#box(height: 34pt, width: 100%, align(bottom, text(8.5pt)[{escape(mark.note)}]))"
    name = f" \\ {escape(mark.name)}" if mark.name else ""
    return f"{over} #line(length: 95%, stroke: 0.5pt) *{escape(mark.place)}*{name}"
