"""`wellknit translations`: collect what can be translated, compile what is, check both; no gettext needed."""

from __future__ import annotations

import argparse
import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellknit.commands.frame import Failed, command, django_as, group

if TYPE_CHECKING:
    from polib import POFile

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = PACKAGE / "locale"

# Function -> positions of (context, singular, plural) among its arguments.
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
_TEXT = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_IN_TEMPLATE = re.compile(rf"\b(n?p?gettext|_)\(\s*({_TEXT})(?:\s*,\s*({_TEXT}))?(?:\s*,\s*({_TEXT}))?", re.S)
_PLACE = re.compile(r"%\((\w+)\)[sd]")

Message = tuple[str, str, str]  # context, singular, plural ("" where there is none)


def register(sub: Any) -> None:
    """Add the verbs of `translations`."""
    verbs = group(sub, "translations", tells="the interface's languages: update, compile, check")
    for name, run, text in (
        ("update", update, "bring every language's file up to the program's sentences"),
        ("compile", compile_all, "make of the files what the program reads"),
        ("status", status, "say how much of each language is translated"),
    ):
        command(verbs, name, run, tells=text, database=False, example=f"wellknit translations {name}")


def po_files() -> list[Path]:
    """The translation file of each language that has one."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def sentences() -> dict[Message, list[str]]:
    """Every sentence of the program that can be translated, with the files it stands in."""
    found: dict[Message, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for message in _of_python(path.read_text(encoding="utf-8")):
            found.setdefault(message, []).append(str(path.relative_to(PACKAGE)))
    for path in sorted((PACKAGE / "templates").rglob("*.*")):
        if path.suffix in (".html", ".txt"):
            for message in _of_template(path.read_text(encoding="utf-8")):
                found.setdefault(message, []).append(str(path.relative_to(PACKAGE)))
    return found


def _of_python(source: str) -> Iterator[Message]:
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "id", None) or getattr(call.func, "attr", "")
        if name in CALLS:
            yield from _message(name, [a.value if isinstance(a, ast.Constant) else None for a in call.args])


def _of_template(source: str) -> Iterator[Message]:
    from django.utils.translation.template import templatize

    for call in _IN_TEMPLATE.finditer(templatize(source)):
        name, *given = call.groups()
        yield from _message(name, [ast.literal_eval(text) if text else None for text in given])


def _message(name: str, given: list[Any]) -> Iterator[Message]:
    texts = [given[p] if p is not None and p < len(given) else None for p in CALLS[name]]
    context, singular, plural = (text if isinstance(text, str) else "" for text in texts)
    if singular:
        yield context, singular, plural


def update(_args: argparse.Namespace) -> None:
    """New sentences come in untranslated, gone ones are kept as obsolete; translations stay."""
    import polib

    django_as("web")
    wanted = sentences()
    for path in po_files() or _first_files():
        file = polib.pofile(str(path)) if path.exists() else _empty(path)
        _merge(file, wanted)
        path.parent.mkdir(parents=True, exist_ok=True)
        file.save(str(path))
        print(f"{path.relative_to(LOCALE).parts[0]}: {file.percent_translated()}% of {len(wanted)} sentences")


def _first_files() -> list[Path]:
    from django.conf import settings
    from django.utils.translation import to_locale

    codes = [to_locale(code) for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    return [LOCALE / code / "LC_MESSAGES" / "django.po" for code in codes]


def _empty(path: Path) -> POFile:
    import polib

    file = polib.POFile(wrapwidth=100)
    file.metadata = {
        "Language": path.parts[-3],
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",  # none of the six languages inflects for number
    }
    return file


def _merge(file: POFile, wanted: dict[Message, list[str]]) -> None:
    import polib

    file.wrapwidth = 100
    have = {(e.msgctxt or "", e.msgid, e.msgid_plural or ""): e for e in file}
    for message, places in wanted.items():
        context, singular, plural = message
        entry = have.get(message)
        if entry is None:
            entry = polib.POEntry(msgid=singular, msgctxt=context or None)
            if plural:
                entry.msgid_plural, entry.msgstr_plural = plural, {0: ""}
            if _PLACE.search(singular + plural):
                entry.flags.append("python-format")
            file.append(entry)
        entry.obsolete = False
        entry.occurrences = [(place, "") for place in sorted(set(places))]
    for message, entry in have.items():
        if message not in wanted:
            entry.obsolete = True
    file.sort(key=lambda e: (e.msgid.lower(), e.msgctxt or ""))


def compile_all(_args: argparse.Namespace | None = None) -> None:
    """Write the .mo files, each whole or not at all."""
    import polib

    for path in po_files():
        target = path.with_suffix(".mo")
        fresh = target.with_suffix(f".{os.getpid()}")
        polib.pofile(str(path)).save_as_mofile(str(fresh))
        fresh.replace(target)


def status(_args: argparse.Namespace) -> None:
    """Print one line a language."""
    import polib

    if not po_files():
        raise Failed("No language has a file yet. Run: wellknit translations update")
    for path in po_files():
        file = polib.pofile(str(path))
        print(
            f"{path.parts[-3]:8} {file.percent_translated():3}%  "
            f"{len(file.untranslated_entries())} open, {len(file.fuzzy_entries())} to look at"
        )


def problems() -> list[str]:
    """What keeps a language from being shown rightly; a sentence not yet translated is none."""
    import polib

    found: list[str] = []
    wanted = set(sentences())
    for path in po_files():
        language = path.parts[-3]
        try:
            file = polib.pofile(str(path), check_for_duplicates=True)
        except (OSError, ValueError) as error:
            found.append(f"{language}: the file cannot be read ({error})")
            continue
        missing = wanted - {(e.msgctxt or "", e.msgid, e.msgid_plural or "") for e in file if not e.obsolete}
        if missing:
            found.append(f"{language}: {len(missing)} sentences are not in the file yet; run `make fix`")
        found += [
            f"{language}: {problem}" for entry in file.translated_entries() for problem in _places(entry)
        ]
    return found


def _places(entry: Any) -> Iterator[str]:
    """A translation has to keep the places where names and numbers are put in."""
    wanted = set(_PLACE.findall(entry.msgid + entry.msgid_plural))
    for text in [entry.msgstr, *entry.msgstr_plural.values()]:
        if text and set(_PLACE.findall(text)) - wanted:
            yield f"{entry.msgid!r} is translated with a place that the sentence does not have: {text!r}"
        if text and not entry.msgid_plural and wanted - set(_PLACE.findall(text)):
            yield f"{entry.msgid!r} loses a place in its translation: {text!r}"
