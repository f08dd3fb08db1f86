"""A handbook for the way home, printed for one person: what happens, what can be asked for, who can help.

It is written to be found in a pocket: no name, no code, no word of why. Only contacts that somebody has
confirmed stand in it, with who and when. The steps are those of the corridor's path.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wellknit.lib.corridorforms import BLANK, TICK
from wellknit.lib.documents.tree import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Grid,
    Heading,
    Keys,
    PageBreak,
    Para,
    Row,
)
from wellknit.lib.pathkinds import StepPath
from wellknit.lib.policydata import DATA, Kind, Problem, load_all, load_toml
from wellknit.lib.printedwords import PrintedWords


class HandbookText(PrintedWords):
    """``data/handbook/handbook-<language>.toml``: every sentence of it in one language."""

    def codes(self, start: str) -> list[str]:
        """Codes that begin so, in the order of the file."""
        return [text.code for text in self.words if text.code.startswith(start)]


HANDBOOKS: Kind[HandbookText] = Kind("handbook", HandbookText, pattern="handbook-*.toml")


@dataclass(frozen=True)
class BookContact:
    """Somebody who helps: an office or a line, how it is reached, and who confirmed that, on which day as
    written in the reader's language.
    """

    name: str
    how: str
    confirmed_by: str
    confirmed_on: str


def handbooks(data_dir: Path = DATA) -> dict[str, HandbookText]:
    """The newest version in each language."""
    found: dict[str, HandbookText] = {}
    for entry in sorted(load_all(HANDBOOKS, data_dir), key=lambda entry: entry.version):
        found[entry.language] = entry
    return found


def composed(path: StepPath, language: str, *, place: str, contacts: Sequence[BookContact],
             data_dir: Path = DATA) -> Document:  # fmt: skip
    """The handbook in a language; where it is not written in it, in English, and it says so.

    ``place``: country and province, never nearer. ``contacts``: confirmed ones only.
    """
    there = handbooks(data_dir)
    text = there.get(language) or there["en"]
    say = text.word
    blocks: list[Block] = [
        *(Para(note, "note") for note in _notes(there, language)),
        Para(say("for_you"), "lead"),
        *([Keys(((say("going_to"), place),))] if place else []),
        Heading(say("decide_heading"), 1),
        Bullets(tuple(say(code) for code in text.codes("decide_") if code != "decide_heading")),
        Heading(say("steps_heading"), 1),
        _steps(path, text),
        PageBreak(),
        Heading(say("rights_heading"), 1),
        Bullets(tuple(say(code) for code in text.codes("right_"))),
        *_package(text),
        PageBreak(),
        *_contacts(text, contacts),
        Heading(say("danger_heading"), 1),
        Bullets(tuple(say(code) for code in text.codes("danger_") if code != "danger_heading")),
        Heading(say("notes_heading"), 1),
        Grid("", (Column("", weight=10),), tuple(Row((Cell(BLANK + "\n" + BLANK),)) for _n in range(4)), "notes"),
    ]  # fmt: skip
    return Document(
        title=say("title"), blocks=tuple(blocks), language=text.language, large=True, running=say("title")
    )


def _notes(there: dict[str, HandbookText], language: str) -> list[str]:
    text = there.get(language)
    if text is None:
        return [there["en"].word("wanted")]
    return [text.word("unchecked")] if language != "en" and not text.checked_by else []


def _steps(path: StepPath, text: HandbookText) -> Grid:
    """What happens at each step, as far as it concerns the person: what only officials do is left out."""
    told = [step.code for step in path.steps if f"step_{step.code}" in {t.code for t in text.words}]
    rows = [Row((Cell(str(n)), Cell(text.word(f"step_{code}")))) for n, code in enumerate(told, start=1)]
    return Grid("", (Column("", weight=2), Column("", weight=38)), tuple(rows), "steps")


def _package(text: HandbookText) -> list[Block]:
    rows = tuple(Row((Cell(f"{TICK} {text.word(code)}"),)) for code in text.codes("take_"))
    return [
        Heading(text.word("package_heading"), 1),
        Para(text.word("package_hint")),
        Grid("", (Column("", weight=10),), rows, "package"),
    ]


def _contacts(text: HandbookText, contacts: Sequence[BookContact]) -> list[Block]:
    head = Heading(text.word("contacts_heading"), 1)
    if not contacts:
        return [head, Para(text.word("contacts_none"), "marker")]
    rows = tuple(
        Row((
            Cell(contact.name), Cell(contact.how),
            Cell(text.word("confirmed").format(who=contact.confirmed_by, day=contact.confirmed_on)),
        ))
        for contact in contacts
    )  # fmt: skip
    return [
        head,
        Grid("", (Column("", weight=14), Column("", weight=14), Column("", weight=12)), rows, "contacts"),
    ]


def handbook_problems(data_dir: Path = DATA) -> Iterator[Problem]:
    """Languages that lack a sentence, or have one that the English does not."""
    english = {text.code for text in handbooks(data_dir)["en"].words} if HANDBOOKS.files(data_dir) else set()
    for file in HANDBOOKS.files(data_dir):
        codes = {text.code for text in load_toml(file, HandbookText).words}
        for code in sorted(codes ^ english):
            says = f"The sentence {code!r} stands only in one of the languages."
            yield Problem(f"handbook/{file.name}", 0, "", says, "All languages say the same.")
