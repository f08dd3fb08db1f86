"""The notification of rights as a sheet of paper: composed once, printed as PDF, HTML and Word in any language.

Filled in it is what was explained, chosen and signed; empty it is what is read aloud, with lines to write on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wellknit.lib.documents.tree import Block, Bullets, Document, Heading, Keys, Mark, Marks, Para
from wellknit.lib.rightswording import OWN_NAMES, Worded

LINE = "…" * 26
BOX = "[\u00a0\u00a0\u00a0]"


@dataclass(frozen=True)
class Filled:
    """What stands on a filled form. `particulars`: by the notice's codes, ready to read. `marks`: by role.

    `because`, `how`, `understood`, `choice`, `decline_reason` are codes; the rest is text.
    """

    code: str
    particulars: Mapping[str, str]
    language: str
    how: str
    understood: str
    interpreter: str = ""
    return_voluntary: str = ""
    choice: str = ""
    decline_reason: str = ""
    choice_words: str = ""
    wished_place: str = ""
    contact: str = ""
    marks: Mapping[str, Mark] = field(default_factory=dict)


def paper(worded: Worded, filled: Filled | None = None) -> Document:
    """The sheet in the language of `worded`; without `filled` an empty form to read aloud and sign by hand."""
    notice = worded.notice
    blocks: list[Block] = [
        *_standing(worded),
        Heading(worded.label("about_person"), 2),
        Keys(_about(worded, filled)),
        Heading(worded.label("my_rights"), 2),
        Bullets(tuple(worded.texts[right.code] for right in notice.rights)),
        Para(worded.label("explained_to_me"), "lead"),
        Keys(_explained(worded, filled)),
        Heading(worded.label("my_choice"), 2),
        *_choice(worded, filled),
        Heading(worded.label("to_know"), 2),
        Bullets(
            (*(worded.texts[r.code] for r in notice.remarks), worded.label("again"), worded.label("copy"))
        ),
        Heading(worded.label("signatures"), 2),
        Marks(_marks(worded, filled)),
    ]
    return Document(
        title=worded.label("title"), subtitle=worded.texts["addressed_to"], blocks=tuple(blocks),
        language=worded.language, running=worded.label("title"), large=True,
        edition=" · ".join(p for p in (f"{notice.id} {notice.version}", filled.code if filled else "") if p),
    )  # fmt: skip


def _standing(worded: Worded) -> list[Block]:
    draft = worded.notice.status == "draft" and worded.notice.standing == "draft"
    said: list[Block] = (
        [Para(worded.label("draft"), "alert")] if draft else [Para(worded.label("own_words"), "note")]
    )
    if not worded.checked:
        said.append(Para(worded.label("unchecked"), "note"))
    return said


def _about(worded: Worded, filled: Filled | None) -> tuple[tuple[str, str], ...]:
    rows = [(worded.label("case_code"), filled.code if filled else LINE)]
    for code in worded.notice.particulars:
        if filled is None:
            said = _options(worded, ("voluntary_yes", "voluntary_no")) if code == "return_voluntary" else LINE
        elif code == "return_voluntary":
            said = worded.label(f"voluntary_{filled.return_voluntary}") if filled.return_voluntary else ""
        else:
            said = filled.particulars.get(code, "")
        rows.append((worded.label(code), said or worded.label("not_said")))
    if "law" in worded.texts:
        rows.append((worded.label("law"), worded.texts["law"]))
    return tuple(rows)


def _options(worded: Worded, codes: tuple[str, ...]) -> str:
    return "\n".join(f"{BOX} {worded.label(code)}" for code in codes)


def _explained(worded: Worded, filled: Filled | None) -> tuple[tuple[str, str], ...]:
    if filled is None:
        understood = tuple(f"understood_{x}" for x in ("yes", "partly", "no"))
        return (
            (worded.label("explained_in"), LINE), (worded.label("interpreter"), LINE),
            (worded.label("understood"), _options(worded, understood)),
        )  # fmt: skip
    rows = [(worded.label("explained_in"), OWN_NAMES.get(filled.language, filled.language))]
    if filled.interpreter:
        rows.append((worded.label("interpreter"), OWN_NAMES.get(filled.interpreter, filled.interpreter)))
    rows.append((worded.label("how"), worded.label(f"how_{filled.how}")))
    rows.append((worded.label("understood"), worded.label(f"understood_{filled.understood}")))
    return tuple(rows)


def _choice(worded: Worded, filled: Filled | None) -> list[Block]:
    if filled is None:
        empty = tuple(f"{BOX} {worded.texts[choice.code]}" for choice in worded.notice.choices)
        lines = tuple((worded.label(code), LINE) for code in ("reason", "place_wished", "contact"))
        return [Bullets(empty), Keys(lines)]
    said: list[Block] = [
        Para(worded.texts.get(filled.choice) or worded.label(f"understood_{filled.understood}"), "marker")
    ]
    reason = " · ".join(
        part for part in (
            worded.label(f"decline_{filled.decline_reason}") if filled.decline_reason else "", filled.choice_words,
        ) if part
    )  # fmt: skip
    rows = {"reason": reason, "place_wished": filled.wished_place, "contact": filled.contact}
    pairs = tuple((worded.label(code), text) for code, text in rows.items() if text)
    return [*said, Keys(pairs)] if pairs else said


def _marks(worded: Worded, filled: Filled | None) -> tuple[Mark, ...]:
    if filled is None:
        return tuple(Mark(worded.label(role)) for role in worded.notice.signatures)
    roles = [*worded.notice.signatures, *(r for r in filled.marks if r not in worded.notice.signatures)]
    return tuple(
        Mark(worded.label(role), mark.name, worded.label(f"unsigned_{mark.note}") if mark.note else "", mark.picture)
        for role in roles if (mark := filled.marks.get(role)) is not None
    )  # fmt: skip
