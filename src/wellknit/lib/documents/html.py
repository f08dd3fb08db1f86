"""The document as HTML: the body for a page of ours, or a whole file that needs no network."""

from __future__ import annotations

from decimal import Decimal
from html import escape

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
)

_STYLE = """
body{font-family:"Noto Sans","Noto Sans Khmer","Noto Sans Lao","Noto Sans Myanmar","Noto Sans Thai",
"Noto Sans SC",sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#0b0c0c;line-height:1.5}
table{border-collapse:collapse;width:100%;margin:1rem
0;font-size:.9rem}caption{text-align:left;font-weight:700}
th,td{border:1px solid #b1b4b6;padding:.35rem
.5rem;text-align:left;vertical-align:top}.wk-doc-r{text-align:right}
.wk-doc-c{text-align:center}.wk-doc-note,.wk-doc-source{font-size:.8rem;color:#505a5f}
.wk-doc-marker{border-left:4px solid #12436d;padding-left:.6rem;font-weight:700}
.wk-doc-alert{border:2px solid #d4351c;padding:.6rem}.wk-doc-group{background:#eef3f7;font-weight:700}
.wk-doc-total{font-weight:700}.wk-doc-before{color:#505a5f;font-size:.75em}
.wk-tone-good{background:#cfe6dc}.wk-tone-partial{background:#f6e7c1}.wk-tone-none{background:#f3f2f1}
.wk-tone-withheld{background:#dcd8e8}.wk-tone-lost{background:#e7e0d8}.wk-tone-alert{background:#f4d7d2}
.wk-doc-watermark{border:3px solid #d4351c;color:#d4351c;padding:.5rem;text-align:center;font-weight:700}
.wk-chart__bar{width:16rem;height:22px}.wk-bar{fill:#12436d}
.wk-bar__ground{fill:#eef3f7}@media print{thead{display:table-header-group}tr{break-inside:avoid}
.wk-doc-page{break-before:page}}
.wk-doc-marks{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:1rem}
.wk-doc-marks img{height:3rem;display:block;border-bottom:1px
solid}.govuk-summary-list__key{font-weight:700}@page{margin:1.6cm}
"""


def body(document: Document) -> str:
    """The inside of the document, headings from level 2, for a page that has its own title and styles."""
    parts = []
    if document.watermark:
        parts.append(f'<p class="wk-doc-watermark govuk-body">{escape(document.watermark)}</p>')
    if document.facts:
        parts.append(_keys(document.facts))
    parts += [_block(block, document) for block in document.blocks]
    if document.edition:
        parts.append(f'<p class="wk-doc-note govuk-body-s">{escape(document.edition)}</p>')
    return "\n".join(parts)


def page(document: Document) -> str:
    """A whole HTML file, styles inside, nothing fetched."""
    head = escape(document.title)
    sub = f"<p>{escape(document.subtitle)}</p>" if document.subtitle else ""
    note = escape(" · ".join(part for part in (document.classification, document.dated) if part))
    wide = "@page{size:A4 landscape}" if document.landscape else ""
    return (
        f'<!doctype html>\n<html lang="{escape(document.language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{head}</title>'
        f"<style>{_STYLE}{wide}</style></head>\n<body><main><h1>{head}</h1>{sub}"
        f'<p class="wk-doc-note">{note}</p>'
        f"\n{body(document)}\n</main></body></html>\n"
    )


def _block(block: Block, document: Document) -> str:  # noqa: PLR0911 - a line for each kind
    match block:
        case Heading(text, level):
            depth = min(level + 1, 6)
            size = {2: "l", 3: "m"}.get(depth, "s")
            return f'<h{depth} id="{_anchor(text)}" class="govuk-heading-{size}">{escape(text)}</h{depth}>'
        case Para(text, style):
            name = f"wk-doc-{style} govuk-body-s" if style else "govuk-body"
            return f'<p class="{"govuk-body-l" if style == "lead" else name}">{escape(text)}</p>'
        case Bullets(items):
            points = "".join(f"<li>{escape(item)}</li>" for item in items)
            return f'<ul class="govuk-list govuk-list--bullet">{points}</ul>'
        case Keys(pairs):
            return _keys(pairs)
        case Grid():
            return grid(block)
        case Bars():
            return _bars(block)
        case PageBreak():
            return '<div class="wk-doc-page"></div>'
        case Contents(title):
            return _contents(title, document)
        case Signatures(places):
            return "".join(
                f'<p class="wk-doc-sign">______________________<br>{escape(p)}</p>' for p in places
            )
        case Marks(marks):
            return f'<ul class="govuk-list wk-doc-marks">{"".join(_mark(mark) for mark in marks)}</ul>'


def _anchor(text: str) -> str:
    return "s-" + "".join(sign if sign.isalnum() else "-" for sign in text.lower())[:60]


def _contents(title: str, document: Document) -> str:
    items = "".join(
        f'<li><a class="govuk-link" href="#{_anchor(b.text)}">{escape(b.text)}</a></li>'
        for b in document.blocks
        if isinstance(b, Heading) and b.level <= 2
    )
    return f'<nav aria-label="{escape(title)}"><ul class="govuk-list">{items}</ul></nav>'


def _keys(pairs: tuple[tuple[str, str], ...]) -> str:
    rows = "".join(
        f'<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{escape(name)}</dt>'
        f'<dd class="govuk-summary-list__value">{escape(said)}</dd></div>'
        for name, said in pairs
    )
    return f'<dl class="govuk-summary-list">{rows}</dl>'


def grid(table: Grid) -> str:
    """One table with caption, legend, scoped headers and footnotes."""
    aligned = ["", *[{"right": "wk-doc-r", "centre": "wk-doc-c"}.get(c.align, "") for c in table.columns[1:]]]
    head = "".join(
        f'<th scope="col" class="govuk-table__header {name}{_wide(column)}">{escape(column.label)}</th>'
        for column, name in zip(table.columns, aligned, strict=True)
    )
    rows = "".join(_row(row, aligned) for row in table.rows)
    thead = (
        f'<thead class="govuk-table__head"><tr>{head}</tr></thead>'
        if any(c.label for c in table.columns)
        else ""
    )
    caption = (
        f'<caption class="govuk-table__caption">{escape(table.caption)}</caption>' if table.caption else ""
    )
    legend = " ".join(f'<span class="wk-tone-{c.tone}">{_inside(c)}</span>' for c in table.legend)
    notes = "".join(f"<li>{escape(note)}</li>" for note in table.notes)
    return (
        (f'<p class="wk-doc-legend govuk-body-s">{legend}</p>' if legend else "")
        + f'<div class="wk-scroll" role="region" aria-label="{escape(table.caption or table.key)}" tabindex="0">'
        f'<table class="govuk-table">{caption}{thead}'
        f'<tbody class="govuk-table__body">{rows}</tbody>'
        "</table></div>"
        + (f'<ol class="wk-doc-note govuk-body-s">{notes}</ol>' if notes else "")
        + (f'<p class="wk-doc-source govuk-body-s">{escape(table.source)}</p>' if table.source else "")
    )


def _wide(column: Column) -> str:
    """Columns of sentences keep their width on a narrow screen; the table scrolls instead."""
    return " wk-doc-wide" if column.weight >= 20 else ""


def _row(row: Row, aligned: list[str]) -> str:
    cells, place = [], 0
    for cell in row.cells:
        tone = f" wk-tone-{cell.tone}" if cell.tone else ""
        span = f' colspan="{cell.span}"' if cell.span > 1 else ""
        name = f'class="govuk-table__cell {aligned[place]}{tone}"'
        first = place == 0 and row.kind != "group" and bool(cell.text.strip())
        tag, scope = ("th", ' scope="row"') if first else ("td", "")
        cells.append(f"<{tag}{scope} {name}{span}>{_inside(cell)}</{tag}>")
        place += cell.span
    kind = f' class="wk-doc-{row.kind}"' if row.kind else ""
    return f"<tr{kind}>{''.join(cells)}</tr>"


def _inside(cell: Cell) -> str:
    symbol = f'<span aria-hidden="true">{escape(cell.symbol)}</span> ' if cell.symbol else ""
    marks = "".join(f"<sup>{note}</sup>" for note in cell.notes)
    before = f' <small class="wk-doc-before">({escape(cell.before)})</small>' if cell.before else ""
    text = f"{symbol}{escape(cell.text)}".replace("\n", "<br>")
    if cell.href:
        text = f'<a class="govuk-link" href="{escape(cell.href)}">{text}</a>'
    return f"{text}{marks}{before}"


def _bars(chart: Bars) -> str:
    top = max((Decimal(n) for _, n, _ in chart.bars if n), default=Decimal(0))
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th><td>{_bar(n, top)}</td>'
        f'<td class="wk-chart__figure">{escape(words)}</td></tr>'
        for label, n, words in chart.bars
    )
    unit = f" ({escape(chart.unit)})" if chart.unit else ""
    said = f'<p class="wk-chart__note">{escape(chart.said)}</p>' if chart.said else ""
    return (
        f'<table class="wk-chart wk-chart--bars"><caption>{escape(chart.caption)}{unit}</caption>'
        f"<tbody>{rows}</tbody></table>{said}"
    )


def _bar(number: str, top: Decimal) -> str:
    """The bar as the house draws it: widths are attributes, the policy for content allows no styles."""
    if not number or not top:
        return ""
    share = max(1, round(Decimal(number) * 100 / top))
    return (
        '<svg class="wk-chart__bar" aria-hidden="true" focusable="false">'
        '<rect class="wk-bar__ground" width="100%" height="22" rx="3"/>'
        f'<rect class="wk-bar" width="{share}%" height="22" rx="3"/></svg>'
    )


def _mark(mark: Mark) -> str:
    kind = "image/jpeg" if mark.picture.startswith("/9j/") else "image/png"
    drawn = (
        f'<img alt="{escape(mark.place)}" src="data:{kind};base64,{mark.picture}">' if mark.picture else ""
    )
    line = drawn or escape(mark.note) or "______________________"
    name = f"<br>{escape(mark.name)}" if mark.name else ""
    return f"<li>{line}<br><strong>{escape(mark.place)}</strong>{name}</li>"
