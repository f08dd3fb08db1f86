"""The document as a Word file: real headings, real tables whose heads repeat, so that it can be edited and
read aloud.
"""

from __future__ import annotations

import base64
import io
from typing import Any

import docx as word
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from wellknit.lib.documents.tree import (
    Bars,
    Block,
    Bullets,
    Cell,
    Column,
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
    for_xml,
    from_plain,
    to_plain,
)

TONES = {
    "good": "CFE6DC",
    "partial": "F6E7C1",
    "none": "F3F2F1",
    "withheld": "DCD8E8",
    "lost": "E7E0D8",
    "alert": "F4D7D2",
}
# Word chooses the font by script: the complex one serves Khmer, Lao, Burmese and Thai.
FONTS = {"ascii": "Noto Sans", "hAnsi": "Noto Sans", "eastAsia": "Noto Sans SC"}
COMPLEX = {"km": "Noto Sans Khmer", "lo": "Noto Sans Lao", "my": "Noto Sans Myanmar", "th": "Noto Sans Thai"}
ALIGN = {"right": WD_ALIGN_PARAGRAPH.RIGHT, "centre": WD_ALIGN_PARAGRAPH.CENTER}


def docx(document: Document) -> bytes:
    """The document as the bytes of a .docx file, without the signs that XML does not carry."""
    document = from_plain(_carried(to_plain(document)))
    file = word.Document()
    _set_up(file, document)
    file.add_heading(document.title, 0)
    if document.subtitle:
        file.add_paragraph(document.subtitle, style="Subtitle")
    if document.watermark:
        file.add_paragraph().add_run(document.watermark).bold = True
    if document.facts:
        _keys(file, document.facts)
    for block in document.blocks:
        _block(file, block)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _carried(plain: Any) -> Any:
    """One control sign pasted into a name must not cost the whole paper."""
    match plain:
        case str():
            return for_xml(plain)
        case dict():
            return {name: _carried(value) for name, value in plain.items()}
        case list() | tuple():
            return [_carried(value) for value in plain]
    return plain


def _set_up(file: Any, document: Document) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if document.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.8)
    fonts = file.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    for name, value in {**FONTS, "cs": COMPLEX.get(document.language[:2], "Noto Sans")}.items():
        fonts.set(qn(f"w:{name}"), value)
    file.styles["Normal"].font.size = Pt(10)
    file.core_properties.title = document.title
    file.core_properties.language = document.language
    file.core_properties.author = "Wellknit"
    head = (document.running or document.title, document.classification)
    line = section.header.paragraphs[0]
    if document.watermark:
        line.add_run(f"{document.watermark}   ").bold = True
    line.add_run(" · ".join(part for part in head if part))
    foot = section.footer.paragraphs[0]
    foot.text = (document.edition or document.dated) + "   "
    _field(foot, "PAGE")


def _field(paragraph: Any, code: str) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _block(file: Any, block: Block) -> None:  # noqa: PLR0912 - a branch for each kind of block
    match block:
        case Heading(text, level):
            file.add_heading(text, level)
        case Para():
            _para(file, block)
        case Bullets(items):
            for item in items:
                file.add_paragraph(item, style="List Bullet")
        case Keys(pairs):
            _keys(file, pairs)
        case Grid():
            _grid(file, block)
        case Bars():
            _grid(file, _bars_as_grid(block))
        case PageBreak():
            file.add_page_break()
        case Contents(title):
            # No style of heading: the list must not list itself.
            file.add_paragraph().add_run(title).bold = True
            _field(file.add_paragraph(), 'TOC \\o "1-2" \\h \\z')
        case Signatures(places):
            for place in places:
                file.add_paragraph(f"\n______________________________\n{place}")
        case Marks(marks):
            for mark in marks:
                _mark(file, mark)


def _para(file: Any, para: Para) -> None:
    paragraph = file.add_paragraph()
    run = paragraph.add_run(para.text)
    if para.style in ("note", "source"):
        run.font.size, run.font.color.rgb = Pt(8), RGBColor(0x50, 0x5A, 0x5F)
    run.bold = para.style in ("marker", "alert") or None
    if para.style == "lead":
        run.font.size = Pt(11.5)


def _keys(file: Any, pairs: tuple[tuple[str, str], ...]) -> None:
    for name, said in pairs:
        paragraph = file.add_paragraph()
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(said)


def _bars_as_grid(chart: Bars) -> Grid:
    caption = f"{chart.caption} ({chart.unit})" if chart.unit else chart.caption
    rows = tuple(Row((Cell(label), Cell(words))) for label, _, words in chart.bars)
    return Grid(caption, (Column(""), Column(chart.unit or "", "right")), rows)


def _grid(file: Any, grid: Grid) -> None:
    if grid.caption:
        file.add_paragraph(grid.caption, style="Caption")
    if grid.legend:
        file.add_paragraph("   ".join(_words(cell) for cell in grid.legend)).runs[0].font.size = Pt(8)
    table = file.add_table(rows=1, cols=len(grid.columns))
    table.style = "Table Grid"
    for cell, column in zip(table.rows[0].cells, grid.columns, strict=True):
        _write(cell, column.label, bold=True)
    _repeat_head(table.rows[0])
    total = sum(column.weight for column in grid.columns)
    for row in grid.rows:
        _add_row(table, row, grid)
    if not any(column.label for column in grid.columns):
        table._tbl.remove(table.rows[0]._tr)  # a form has no head
    for place, column in enumerate(grid.columns):
        table.columns[place].width = Cm(17.4 * column.weight / total)
    for number, note in enumerate(grid.notes, 1):
        file.add_paragraph().add_run(f"{number}  {note}").font.size = Pt(8)
    if grid.source:
        file.add_paragraph().add_run(grid.source).font.size = Pt(8)


def _add_row(table: Any, row: Row, grid: Grid) -> None:
    made, place = table.add_row(), 0
    cells = made.cells
    for cell in row.cells:
        target = cells[place]
        if cell.span > 1:
            target = target.merge(cells[place + cell.span - 1])
        _write(target, _words(cell), bold=row.kind in ("group", "total"), notes=cell.notes)
        target.paragraphs[0].alignment = ALIGN.get(grid.columns[place].align) if cell.span == 1 else None
        if cell.tone in TONES:
            _shade(target, TONES[cell.tone])
        place += cell.span


def _words(cell: Cell) -> str:
    text = f"{cell.symbol} {cell.text}".strip()
    return f"{text} ({cell.before})" if cell.before else text


def _write(cell: Any, text: str, *, bold: bool = False, notes: tuple[int, ...] = ()) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(8.5), bold or None
    for note in notes:
        paragraph.add_run(str(note)).font.superscript = True


def _repeat_head(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _shade(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)


def _mark(file: Any, mark: Mark) -> None:
    paragraph = file.add_paragraph()
    if mark.picture:
        paragraph.add_run().add_picture(io.BytesIO(base64.b64decode(mark.picture)), height=Cm(1.2))
    else:
        paragraph.add_run(mark.note or "______________________________")
    paragraph.add_run("\n")
    paragraph.add_run(mark.place).bold = True
    if mark.name:
        paragraph.add_run(f"\n{mark.name}")
