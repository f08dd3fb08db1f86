"""Papers between two countries as data: what stands on each, and its words in every language.

A form is a slot (a code of ``corridor-papers``) with our own draft in it: parts, and in each part rows that
are filled from the file, ticked, or written by hand. The words stand apart, one file for each language, so
that a paper prints in two languages side by side; where a language has no file yet, English stands there and
the paper says that a translation is wanted. A pair of governments that has its own annex fills the same
fields into its own Word file (``lib/letters.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from wellknit.lib.codelists import code_list
from wellknit.lib.documents.tree import Block, Cell, Column, Document, Grid, Para, Row, Signatures
from wellknit.lib.letters import FIELDS, groups_of
from wellknit.lib.policydata import DATA, Kind, PolicyModel, Problem, Versioned, load_all, load_toml
from wellknit.lib.policykinds import CodeWord
from wellknit.lib.printedwords import PrintedWords

TICK = "□"  # in the fonts we ship; the ballot box is not
ONE_LINE = 26  # two languages stand in one line of the narrow column up to so many signs
BLANK = "\u00a0"  # a line to write on; a plain space would be swallowed


class FormRow(PolicyModel):
    """One row: filled from the file (``value``, a field of lib/letters.py), ticked, or ``lines`` by hand.

    ``whole``: the hand has the whole width, under the heading of the part.
    """

    code: CodeWord
    value: CodeWord | None = None
    ticks: tuple[CodeWord, ...] = ()
    lines: int = Field(default=0, ge=0, le=12)
    whole: bool = False

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum((self.value is not None, bool(self.ticks), bool(self.lines))) != 1:
            raise ValueError(f"{self.code!r} is filled, ticked or written by hand: one of the three.")
        if self.value is not None and self.value not in FIELDS:
            raise ValueError(f"{self.code!r} is filled with {self.value!r}, which is no field of a letter.")
        return self


class FormPart(PolicyModel):
    """Rows under one heading (the code of a word)."""

    title: CodeWord
    rows: tuple[FormRow, ...] = Field(min_length=1)


class CorridorForm(Versioned):
    """``data/corridors/forms/<id>.toml``. ``slot``: code of the paper; ``title``, ``intro``, ``closing`` and
    ``signatures``: codes of words. ``filled_by``: the side that writes it. ``large``: the person reads it.
    """

    slot: CodeWord
    filled_by: Literal["sender", "receiver"]
    purpose: CodeWord
    title: CodeWord
    large: bool = False
    intro: CodeWord
    closing: CodeWord | None = None
    parts: tuple[FormPart, ...] = Field(min_length=1)
    signatures: tuple[CodeWord, ...] = Field(min_length=1)

    @property
    def fields(self) -> frozenset[str]:
        """Fields that are filled from the file."""
        return frozenset(row.value for part in self.parts for row in part.rows if row.value)

    @property
    def groups(self) -> frozenset[str]:
        """Parts of the person's data that the paper carries."""
        return groups_of(self.fields)

    def words(self) -> Iterator[str]:
        """Every word it prints, by code."""
        yield from (self.title, self.intro, *([self.closing] if self.closing else []), *self.signatures)
        for part in self.parts:
            yield part.title
            for row in part.rows:
                yield from (*(() if row.whole else (row.code,)), *row.ticks)


class FormWording(PrintedWords):
    """``data/corridors/forms/wording-<language>.toml``: the words of all forms in one language."""


FORMS: Kind[CorridorForm] = Kind("corridors", CorridorForm, pattern="forms/*.toml", not_="wording-*.toml")
FORM_WORDINGS: Kind[FormWording] = Kind("corridors", FormWording, pattern="forms/wording-*.toml")


def forms(data_dir: Path = DATA) -> dict[str, CorridorForm]:
    """The newest version of each form by its slot."""
    found: dict[str, CorridorForm] = {}
    for form in sorted(load_all(FORMS, data_dir), key=lambda form: form.version):
        found[form.slot] = form
    return found


def wordings(data_dir: Path = DATA) -> dict[str, FormWording]:
    """The newest wording of each language."""
    found: dict[str, FormWording] = {}
    for wording in sorted(load_all(FORM_WORDINGS, data_dir), key=lambda entry: entry.version):
        found[wording.language] = wording
    return found


# -- On paper


def composed(form: CorridorForm, first: str, second: str, values: Mapping[str, Mapping[str, str]], *,
             code: str, data_dir: Path = DATA) -> Document:  # fmt: skip
    """The form in two languages side by side. ``values`` by language, then by field; what is not known is left
    open to be written by hand. A language without words gives English, and the paper says so.
    """
    there = wordings(data_dir)
    asked = list(dict.fromkeys(language for language in (first, second) if language))
    spoken = [there.get(language, there["en"]) for language in asked]
    rows = [row for part in form.parts for row in _part(part, asked, spoken, values)]
    blocks: list[Block] = [
        *(Para(note, "note") for note in _notes(asked, there)),
        *(Para(line, "marker") for line in _lines(form.intro, spoken)),
        Grid("", (Column("", weight=13), Column("", weight=27)), tuple(rows), "form"),
        *(Para(line) for line in (_lines(form.closing, spoken) if form.closing else ())),
        Signatures(tuple(_both(sign, spoken) for sign in form.signatures)),
    ]
    titles = _lines(form.title, spoken)
    return Document(
        title=titles[0], subtitle=titles[1] if len(titles) > 1 else "", blocks=tuple(blocks),
        language=spoken[0].language, running=values[first].get("office_name", ""),
        edition=" · ".join(part for part in (f"{form.id} {form.version}", code) if part), large=form.large,
    )  # fmt: skip


def _notes(asked: list[str], there: Mapping[str, FormWording]) -> list[str]:
    """What a reader has to know of the words: a draft, unchecked, or standing in for a translation."""
    spoken = [there.get(language, there["en"]) for language in asked]
    notes = _lines("draft_form", spoken)
    notes += [w.word("unchecked") for w in spoken if w.language != "en" and not w.checked_by]
    if any(language not in there for language in asked):
        notes += _lines("wanted", spoken)
    return list(dict.fromkeys(notes))


def _part(part: FormPart, asked: list[str], spoken: list[FormWording],
          values: Mapping[str, Mapping[str, str]]) -> Iterator[Row]:  # fmt: skip
    yield Row((Cell(_both(part.title, spoken), span=2),), kind="group")
    for row in part.rows:
        if row.value is not None:
            said = [values.get(language, {}).get(row.value, "").strip() for language in asked]
            text = "\n".join(dict.fromkeys(word for word in said if word)) or BLANK
        elif row.ticks:
            text = "\n".join(f"{TICK} {_both(tick, spoken)}" for tick in row.ticks)
        else:
            text = "\n".join([BLANK] * row.lines)
        if row.whole:
            yield Row((Cell(text, span=2),))
            continue
        label = _both(row.code, spoken)
        yield Row(
            (Cell(label if len(label) <= ONE_LINE else "\n".join(_lines(row.code, spoken))), Cell(text))
        )


def _lines(code: str, spoken: list[FormWording]) -> list[str]:
    """A word in each language, once where they are the same."""
    return list(dict.fromkeys(wording.word(code) for wording in spoken))


def _both(code: str, spoken: list[FormWording]) -> str:
    return " / ".join(_lines(code, spoken))


# -- Checking


def form_problems(data_dir: Path = DATA) -> Iterator[Problem]:
    """Slots without a form, forms without words, languages that lack some."""
    listed = code_list("corridor-papers", data_dir)
    papers = {entry.code for entry in listed.codes} - listed.flagged("no_form")
    used: set[str] = {"draft_form", "unchecked", "wanted"}
    filled: set[str] = set()
    for file in FORMS.files(data_dir):
        form = load_toml(file, CorridorForm)
        used |= set(form.words())
        filled.add(form.slot)
        if form.slot not in papers:
            says = f"There is no paper {form.slot}."
            yield Problem(f"forms/{file.name}", 0, "", says, "Add it to codelists/corridor-papers.toml.")
    for slot in sorted(papers - filled):
        yield Problem("corridors/forms", 0, "", f"The slot {slot} has no form.", "Write one.")
    for file in FORM_WORDINGS.files(data_dir):
        codes = {text.code for text in load_toml(file, FormWording).words}
        for code in sorted(used - codes):
            yield Problem(f"forms/{file.name}", 0, "", f"The word {code} is missing.", "Translate it.")
        for code in sorted(codes - used):
            yield Problem(f"forms/{file.name}", 0, "", f"No form prints {code}.", "Take it out.")
