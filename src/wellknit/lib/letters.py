"""Letters and certificates from templates that are data: sentences with named fields, in several languages.

A template says what it is for and who may receive it; each field belongs to a data group, so a template
knows by itself what a person must have agreed to before it leaves. An office's own Word file can be filled
with the same fields. A field nobody knows is refused with its name: a gap in a letter is seen too late.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from wellknit.lib.documents.tree import Block, Document, Keys, Mark, Marks, Para
from wellknit.lib.policydata import DATA, Kind, PolicyModel, Versioned, load_all
from wellknit.lib.policykinds import CodeWord, Language, Words

# Field → the data group a person must have agreed to; "" says nothing about her.
FIELDS: Mapping[str, str] = {
    "today": "", "office_name": "", "office_province": "", "worker_name": "", "recipient_name": "", "words": "",
    "case_code": "basic", "age_band": "basic", "sex": "basic", "language": "basic",
    "person_name": "identity", "person_birth": "identity", "nationality": "identity",
    "status": "status", "status_since": "status", "status_country": "status",
    "place_of_stay": "place_of_stay", "stays_since": "place_of_stay", "rights_choice": "rights_choice",
    # of a journey between two countries: what was told at its steps
    "journey_code": "", "from_country": "", "to_country": "", "birth_place": "identity",
    "documents_held": "identity", "home_place": "family", "family_names": "family", "tracing_place": "family",
    "travel_needs": "plan", "handover_place": "plan", "handover_day": "plan",
}  # fmt: skip
_PLACE = re.compile(r"\{([a-z_]*)\}")
_WORD_PLACE = re.compile(r"\{\{\s*([^}]*?)\s*\}\}")
_WORD_CODE = re.compile(r"\{%|\{#")


class UnknownField(ValueError):
    """A template asks for something no file holds. `fields`: the names as they stand in the template."""

    def __init__(self, fields: Iterable[str]) -> None:
        self.fields = tuple(sorted(set(fields)))
        known = ", ".join(sorted(FIELDS))
        super().__init__(
            f"The template has fields nobody knows: {', '.join(self.fields)}. Known are: {known}."
        )


class LetterText(PolicyModel):
    """The template in one language. The same number of paragraphs in each, so two can stand side by side."""

    language: Language
    translation: str
    checked_by: str = ""
    title: Words
    paragraphs: tuple[Words, ...] = Field(min_length=1)


class Letter(Versioned):
    """One template. ``recipients``: codes of the list of recipients, ``person`` for herself, ``office``."""

    kind: Literal["letter", "certificate"]
    name: Words
    purpose: CodeWord
    recipients: tuple[CodeWord, ...] = Field(min_length=1)
    needs_status: bool = False
    texts: tuple[LetterText, ...] = Field(min_length=2)

    @property
    def fields(self) -> frozenset[str]:
        """Every field its sentences name."""
        return frozenset(code for t in self.texts for code in fields_in((t.title, *t.paragraphs)))

    @property
    def groups(self) -> frozenset[str]:
        """The data groups a person must have agreed to."""
        return groups_of(self.fields)

    def text(self, language: str) -> LetterText | None:
        """The template in a language, or None."""
        return next((t for t in self.texts if t.language == language), None)


LETTERS: Kind[Letter] = Kind("letters", Letter)


def fields_in(sentences: Iterable[str]) -> frozenset[str]:
    """Names between single braces."""
    return frozenset(code for sentence in sentences for code in _PLACE.findall(sentence))


def groups_of(fields: Iterable[str]) -> frozenset[str]:
    """Data groups of fields; raises `UnknownField`."""
    codes = frozenset(fields)
    if unknown := codes - set(FIELDS):
        raise UnknownField(unknown)
    return frozenset(FIELDS[code] for code in codes) - {""}


def letters(data_dir: Path = DATA) -> tuple[Letter, ...]:
    """The newest version of each template."""
    newest: dict[str, Letter] = {}
    for letter in load_all(LETTERS, data_dir):
        if letter.id not in newest or newest[letter.id].version < letter.version:
            newest[letter.id] = letter
    return tuple(newest[code] for code in sorted(newest))


def filled(sentence: str, values: Mapping[str, str]) -> str:
    """A sentence with its fields in place; raises `UnknownField`. What is not known prints as a dash."""
    if unknown := fields_in((sentence,)) - set(FIELDS):
        raise UnknownField(unknown)
    return _PLACE.sub(lambda found: values.get(found.group(1), "").strip() or "–", sentence)


def composed(letter: Letter, first: str, second: str, values: Mapping[str, Mapping[str, str]], *, code: str,
             draft: str = "") -> Document:  # fmt: skip
    """The letter in two languages, paragraph under paragraph; `values` by language, then by field.

    `second` may be empty or equal to `first`. `draft` is printed above where nobody has checked a translation.
    Raises `UnknownField`, `KeyError` for a language the template does not have.
    """
    languages = [first, *([second] if second and second != first else [])]
    texts = {language: letter.text(language) for language in languages}
    missing = [language for language, text in texts.items() if text is None]
    if missing:
        raise KeyError(f"{letter.id} is not written in {', '.join(missing)}.")
    there = {language: text for language, text in texts.items() if text is not None}
    blocks: list[Block] = [Para(draft, "note")] if draft else []
    head = values[first]
    blocks.append(Keys(((head.get("office_name", ""), head.get("today", "")),)))
    for number in range(len(there[first].paragraphs)):
        blocks += [Para(filled(text.paragraphs[number], values[lang])) for lang, text in there.items()]
    blocks.append(Marks((Mark(head.get("worker_name", ""), head.get("office_name", "")),)))
    titles = [filled(text.title, values[language]) for language, text in there.items()]
    return Document(
        title=titles[0], subtitle=titles[1] if len(titles) > 1 else "", blocks=tuple(blocks), language=first,
        running=head.get("office_name", ""), edition=f"{letter.id} {letter.version} · {code}", large=True,
    )  # fmt: skip


# -- An office's own Word file


class NotAWordFile(ValueError):
    """The bytes are no .docx file."""


def word_fields(template: bytes) -> frozenset[str]:
    """Names between double braces in a Word file, also where Word has cut them into pieces.

    Raises `NotAWordFile`; `UnknownField` for anything that is not one plain field: a template is filled,
    never run.
    """
    found: set[str] = set()
    for text in _word_texts(template):
        if _WORD_CODE.search(text):
            raise UnknownField({"{% %}"})
        found |= set(_WORD_PLACE.findall(text))
    if unknown := found - set(FIELDS):
        raise UnknownField(unknown)
    return frozenset(found)


def word_filled(template: bytes, values: Mapping[str, str]) -> bytes:
    """The Word file with its fields in place, everything else as the office made it."""
    import docx

    from wellknit.lib.documents.tree import for_xml

    word_fields(template)
    given = {name: for_xml(value).strip() for name, value in values.items()}
    file = docx.Document(io.BytesIO(template))
    for paragraph in _paragraphs(file):
        text = paragraph.text
        if "{{" not in text or not paragraph.runs:
            continue
        # Word cuts a field into runs as it likes: the whole paragraph takes the look of its first run.
        paragraph.runs[0].text = _WORD_PLACE.sub(lambda m: given.get(m.group(1), "") or "–", text)
        for run in paragraph.runs[1:]:
            run.text = ""
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _word_texts(template: bytes) -> list[str]:
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            if sum(item.file_size for item in packed.infolist()) > 50 * 2**20:
                raise NotAWordFile("The file unpacks to more than 50 MB.")
        file = docx.Document(io.BytesIO(template))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise NotAWordFile("This is not a Word file (.docx).") from error
    return [paragraph.text for paragraph in _paragraphs(file)]


def _paragraphs(file: object) -> list:  # type: ignore[type-arg]
    """Every paragraph of body, tables, headers and footers."""
    found = list(file.paragraphs)  # type: ignore[attr-defined]
    tables = list(file.tables)  # type: ignore[attr-defined]
    for section in file.sections:  # type: ignore[attr-defined]
        for part in (section.header, section.footer):
            found += part.paragraphs
            tables += part.tables
    for table in tables:
        for row in table.rows:
            for cell in row.cells:
                found += cell.paragraphs
    return found


__all__ = [
    "FIELDS", "LETTERS", "Letter", "LetterText", "NotAWordFile", "UnknownField", "composed", "fields_in", "filled",
    "groups_of", "letters", "word_fields", "word_filled",
]  # fmt: skip
