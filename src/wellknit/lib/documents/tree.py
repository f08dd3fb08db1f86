"""The document as a tree of plain values: what an official reads, before anybody decides on paper or screen.

A tree goes to JSON and back unchanged, so an edition can be frozen: the JSON is kept, its hash is printed
on every
page, and ten years later the same pages come out, whatever has happened to the figures since.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Align = Literal["left", "right", "centre"]
Tone = Literal["", "good", "partial", "none", "withheld", "lost", "gap", "alert"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `symbol` and `text` stand together so that the meaning survives a black-and-white printer.

    `number` is the exact figure as text for the workbook; `notes` are numbers of footnotes; `before` is
    what stood
    here a year ago, printed small; `tone` colours the cell and never carries meaning alone.
    """

    text: str = ""
    symbol: str = ""
    number: str = ""
    notes: tuple[int, ...] = ()
    before: str = ""
    tone: Tone = ""
    span: int = 1
    href: str = ""  # on screen only: paper and workbook leave it out


@dataclass(frozen=True, slots=True)
class Row:
    """A row. `id` is the stable id carried into the workbook; `kind` says how it is set."""

    cells: tuple[Cell, ...]
    id: str = ""
    kind: Literal["", "group", "total"] = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; `weight` is its share of the width."""

    label: str
    align: Align = "left"
    weight: int = 10


@dataclass(frozen=True, slots=True)
class Heading:
    """A real heading, level 1 to 4: readers' software navigates by it."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. `marker` is the closing sentence composed from data; `note` and `source` are set small."""

    text: str
    style: Literal["", "lead", "note", "source", "marker", "alert"] = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short points."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """Names and what they stand for: the facts on a cover, the acronyms."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its caption, legend above, and footnotes below; its head repeats on every page."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    key: str = "table"
    legend: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart for people who look rather than read: (label, number as text, words printed at the bar).

    A number of "" is unknown and draws no bar: it is not zero. `said` is the sentence read aloud instead.
    """

    caption: str
    bars: tuple[tuple[str, str, str], ...]
    unit: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next part starts on a new page."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents stands here."""

    title: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to be signed by hand: the office and what the signature means."""

    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One signature that was given, or why there is none. `picture`: a PNG or JPEG as base64 text."""

    place: str
    name: str = ""
    note: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """Signatures as they were drawn, with an empty line to sign by hand where `picture` and `note` are
    empty.
    """

    marks: tuple[Mark, ...]


Block = Heading | Para | Bullets | Keys | Grid | Bars | PageBreak | Contents | Signatures | Marks


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `running` is the line at the head of each page; `language` is an IETF tag (km, my,
    lo …).
    """

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    language: str = "en"
    running: str = ""
    classification: str = ""
    dated: str = ""
    landscape: bool = False
    watermark: str = ""
    edition: str = ""
    facts: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    large: bool = False  # for a person who reads slowly, or by bad light

    def grids(self) -> tuple[Grid, ...]:
        """All tables in order of appearance."""
        return tuple(block for block in self.blocks if isinstance(block, Grid))


_BLOCKS = {
    kind.__name__: kind
    for kind in (Heading, Para, Bullets, Keys, Grid, Bars, PageBreak, Contents, Signatures, Marks)
}
_NESTED: dict[str, type] = {"cells": Cell, "legend": Cell, "rows": Row, "columns": Column, "marks": Mark}


def for_xml(text: str) -> str:
    """The text without the signs that XML, and so a Word file, does not carry."""
    return _NO_XML.sub("", text)


def to_plain(thing: Any) -> Any:
    """Values that JSON can carry; blocks keep their kind, and empty fields are left out."""
    if is_dataclass(thing) and not isinstance(thing, type):
        plain = {} if not isinstance(thing, tuple(_BLOCKS.values())) else {"is": type(thing).__name__}
        for slot in fields(thing):
            value = getattr(thing, slot.name)
            if value != slot.default or slot.name in ("text", "level"):
                plain[slot.name] = to_plain(value)
        return plain
    if isinstance(thing, tuple | list):
        return [to_plain(item) for item in thing]
    return thing


def from_plain(plain: dict[str, Any]) -> Document:
    """The tree again; raises TypeError or KeyError when the JSON is not one of ours."""
    values = {**plain, "blocks": tuple(_block(block) for block in plain["blocks"])}
    if "facts" in values:
        values["facts"] = tuple((name, said) for name, said in values["facts"])
    return Document(**values)


def _block(plain: dict[str, Any]) -> Block:
    kind = _BLOCKS[plain["is"]]
    block: Block = _made(kind, {name: value for name, value in plain.items() if name != "is"})
    return block


def _made(kind: type, plain: dict[str, Any]) -> Any:
    values = {}
    for name, value in plain.items():
        if name in _NESTED and not (name == "cells" and value and not isinstance(value[0], dict)):
            values[name] = tuple(_made(_NESTED[name], item) for item in value)
        elif isinstance(value, list):
            values[name] = tuple(tuple(item) if isinstance(item, list) else item for item in value)
        else:
            values[name] = value
    return kind(**values)


def to_json(document: Document) -> str:
    """One spelling only (sorted keys, no spaces), so that equal documents have equal hashes."""
    return json.dumps(to_plain(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(document: Document) -> str:
    """SHA-256 of the document's one spelling, in hexadecimal; the edition line is left out, it quotes the
    hash.
    """
    plain = to_plain(document)
    plain.pop("edition", None)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
