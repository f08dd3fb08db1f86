"""The notice of rights in the languages people read: wording files beside the notices, one for each language.

A notice says in English what is meant and where it comes from; a wording says it in a language, and the
words printed around it. Every file says who has checked the translation; until somebody has, each page does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from wellknit.lib.policydata import DATA, Kind, PolicyModel, Versioned, load_all
from wellknit.lib.policykinds import CodeWord, Language, Notice, Text, Words


class Said(PolicyModel):
    """One sentence of one or several notices, in this language. ``of``: ``notice-kh/1`` (id and version)."""

    of: tuple[str, ...] = Field(min_length=1)
    code: CodeWord
    text: Words


class Wording(Versioned):
    """All notices in one language. ``labels``: the words of the form, found by code in every language."""

    language: Language
    translation: str
    checked_by: str = ""
    labels: tuple[Text, ...]
    texts: tuple[Said, ...]


WORDINGS: Kind[Wording] = Kind("rights", Wording, pattern="wording-*.toml")

# Names of languages as their readers write them.
OWN_NAMES: Mapping[str, str] = {
    "en": "English", "th": "ภาษาไทย", "lo": "ພາສາລາວ", "km": "ភាសាខ្មែរ", "my": "မြန်မာဘာသာ", "vi": "Tiếng Việt",
    "zh": "中文",
}  # fmt: skip


@dataclass(frozen=True)
class Worded:
    """A notice ready to be read: sentences by code, labels by code, and whether anybody checked the language."""

    notice: Notice
    language: str
    texts: Mapping[str, str]
    labels: Mapping[str, str]
    checked: bool

    def label(self, code: str) -> str:
        """A word of the form; a code nobody has worded stands as it is, never as nothing."""
        return self.labels.get(code) or code.replace("_", " ")


def wording(language: str, data_dir: Path = DATA) -> Wording | None:
    """The newest wording in a language, or None."""
    found = [w for w in load_all(WORDINGS, data_dir) if w.language == language]
    return max(found, key=lambda w: w.version) if found else None


def languages_of(notice: Notice, data_dir: Path = DATA) -> tuple[str, ...]:
    """Languages in which every sentence of this notice is worded."""
    return tuple(w.language for w in load_all(WORDINGS, data_dir) if not missing_in(notice, w))


def missing_in(notice: Notice, worded: Wording) -> frozenset[str]:
    """Codes of the notice that a wording does not say."""
    key = f"{notice.id}/{notice.version}"
    return frozenset(said_by(notice)) - {said.code for said in worded.texts if key in said.of}


def said_by(notice: Notice) -> dict[str, str]:
    """Every sentence of a notice by code, in English."""
    said = {"addressed_to": notice.addressed_to}
    if notice.law:
        said["law"] = notice.law
    said |= {right.code: right.text for right in notice.rights}
    return said | {part.code: part.text for part in (*notice.choices, *notice.remarks)}


def worded(notice: Notice, language: str, data_dir: Path = DATA) -> Worded:
    """A notice in a language; a sentence that is not worded there stands in English."""
    english = wording("en", data_dir)
    labels = {t.code: t.text for t in english.labels} if english else {}
    texts, chosen = said_by(notice), wording(language, data_dir) or english
    if chosen is not None:
        key = f"{notice.id}/{notice.version}"
        texts |= {said.code: said.text for said in chosen.texts if key in said.of}
        labels |= {t.code: t.text for t in chosen.labels}
    used = chosen.language if chosen else "en"
    return Worded(notice, used, texts, labels, bool(chosen and (chosen.checked_by or used == "en")))
