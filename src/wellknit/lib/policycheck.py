"""Every policy file against its schema, against the other files, and against what was given out before.

``check_all`` returns problems instead of raising, so that a house test, a set-up and an official's editor
can show them all at once. An empty list means: the files fit together, and nothing that was given out has
changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wellknit.lib import agreementkinds, carekinds, corridorforms, corridorkinds, handbook, pathkinds
from wellknit.lib import policykinds as kinds
from wellknit.lib.letters import LETTERS, UnknownField
from wellknit.lib.policydata import (
    DATA,
    Kind,
    M,
    PolicyError,
    PolicyModel,
    Problem,
    Source,
    load_toml,
    version_problems,
)
from wellknit.lib.policykinds import LANGUAGES
from wellknit.lib.rightswording import WORDINGS, missing_in
from wellknit.lib.screeningset import SET_TEXTS, SETS

KINDS: tuple[Kind[Any], ...] = (
    kinds.DOCUMENTS,
    kinds.PERMISSIONS,
    kinds.ROLES,
    kinds.CHARTERS,
    kinds.CLOCKS,
    kinds.ENTITLEMENTS,
    kinds.HELPLINES,
    kinds.LEAFLETS,
    kinds.NOTICES,
    kinds.PROCEDURES,
    carekinds.SERVICES,
    carekinds.PLAN_SHEETS,
    carekinds.STANDARDS,
    carekinds.CHECKLISTS,
    pathkinds.PATHS,
    pathkinds.APPROVALS,
    agreementkinds.AGREEMENTS,
    corridorkinds.CORRIDORS,
    corridorforms.FORMS,
    corridorforms.FORM_WORDINGS,
    handbook.HANDBOOKS,
    SETS,
    SET_TEXTS,
    WORDINGS,
    LETTERS,
)

# What a leaflet must say in every language, because leaving it out can hurt (domain, section 4b).
LEAFLET_MUST = frozenset({"proves_nothing", "not_against_you", "rights", "come_back", "numbers"})


def check_all(data_dir: Path = DATA) -> list[Problem]:
    """Every problem of the policy files under ``data_dir``; empty when all is well."""
    problems: list[Problem] = []
    for kind in KINDS:
        for path in kind.files(data_dir):
            try:
                load_toml(path, kind.model)
            except PolicyError as error:
                problems += error.problems
    problems += _orphans(data_dir)
    if problems:
        return problems  # files that do not load cannot be compared with others
    checks: tuple[Callable[[Path], Iterable[Problem]], ...] = (
        _sources, _roles, _clocks, _charters, _procedures, _sets, _set_texts, _leaflets, _wordings, _letters,
        carekinds.care_problems, pathkinds.path_problems, corridorkinds.corridor_problems,
        corridorforms.form_problems, handbook.handbook_problems,
    )  # fmt: skip
    problems += [problem for kind in KINDS for problem in version_problems(kind, data_dir)]
    problems += [problem for check in checks for problem in check(data_dir)]
    return problems


def loaded(kind: Kind[M], data_dir: Path = DATA) -> list[tuple[Path, M]]:
    """Path and content of every file of a kind; raises PolicyError at the first that does not load."""
    return [(path, load_toml(path, kind.model)) for path in kind.files(data_dir)]


def at(path: Path, needle: str, says: str, do: str) -> Problem:
    """A problem at the first line that names ``needle`` in quotes."""
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next((n for n, text in enumerate(lines, start=1) if f'"{needle}"' in text), 0)
    return Problem(f"{path.parent.name}/{path.name}", line, "", says, do)


def _orphans(data_dir: Path) -> Iterator[Problem]:
    """TOML files in our folders that no schema reads: a misnamed file would silently be no policy."""
    read = {path for kind in KINDS for path in kind.files(data_dir)}
    for folder in sorted({kind.folder for kind in KINDS} - {"."}):
        for path in sorted((data_dir / folder).rglob("*.toml")):
            if path not in read:
                says, do = "No schema reads this file.", "Check its name against docs/data-files.md."
                yield Problem(f"{path.parent.name}/{path.name}", 0, "", says, do)


def _named(model: Any) -> Iterator[str]:
    """The documents that the sources inside a model name."""
    if isinstance(model, Source):
        yield model.document
    elif isinstance(model, PolicyModel):
        for name in type(model).model_fields:
            yield from _named(getattr(model, name))
    elif isinstance(model, tuple):
        for part in model:
            yield from _named(part)


def _sources(data_dir: Path) -> Iterator[Problem]:
    known = {doc.short for _, file in loaded(kinds.DOCUMENTS, data_dir) for doc in file.documents}
    for kind in KINDS:
        for path, model in loaded(kind, data_dir):
            for document in sorted(set(_named(model)) - known):
                yield at(path, document, f"{document!r} is no document we know.", "Add it to sources.toml.")


def _roles(data_dir: Path) -> Iterator[Problem]:
    (registry, listed), *_ = loaded(kinds.PERMISSIONS, data_dir)
    codes = [permission.code for permission in listed.permissions]
    roles = loaded(kinds.ROLES, data_dir)
    by_code = {role.code: role for _, role in roles}
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield at(registry, code, f"The permission {code} stands twice.", "Drop one.")
    for code in sorted(set(codes) - {p for _, role in roles for p in role.permissions}):
        yield at(registry, code, f"No role carries {code}.", "Give it to a role, or drop it.")
    for path, role in roles:
        if path.stem != role.code:
            yield at(
                path, role.code, f"The file is called {path.stem}.", "Name the file after the role's code."
            )
        for code in role.permissions:
            if code not in codes:
                yield at(path, code, f"There is no permission {code}.", "Add it to roles/permissions.toml.")
        for other in role.never_with:
            if other not in by_code:
                yield at(path, other, f"There is no role {other}.", "Check its spelling.")
            elif role.code not in by_code[other].never_with:
                yield at(path, other, f"{other} does not exclude {role.code}.", "Say it in both files.")


def _clock_ids(data_dir: Path) -> set[str]:
    return {rule.id for _, clocks in loaded(kinds.CLOCKS, data_dir) for rule in clocks.rules}


def _clocks(data_dir: Path) -> Iterator[Problem]:
    roles = {role.code for _, role in loaded(kinds.ROLES, data_dir)}
    for path, clocks in loaded(kinds.CLOCKS, data_dir):
        ids = [rule.id for rule in clocks.rules]
        for rule in clocks.rules:
            if ids.count(rule.id) > 1:
                yield at(path, rule.id, f"The clock {rule.id} stands twice.", "Give one another id.")
            if rule.escalate_to not in roles:
                yield at(
                    path, rule.escalate_to, f"There is no role {rule.escalate_to}.", "Check its spelling."
                )


def _charters(data_dir: Path) -> Iterator[Problem]:
    ids = {
        "procedure": {p.id for _, p in loaded(kinds.PROCEDURES, data_dir)},
        "screening_sets": {s.id for _, s in loaded(SETS, data_dir)},
        "notices": {n.id for _, n in loaded(kinds.NOTICES, data_dir)},
        "clocks": {c.id for _, c in loaded(kinds.CLOCKS, data_dir)},
        "entitlements": {e.id for _, e in loaded(kinds.ENTITLEMENTS, data_dir)},
        "leaflet": {leaflet.text_of for _, leaflet in loaded(kinds.LEAFLETS, data_dir)},
    }
    for path, charter in loaded(kinds.CHARTERS, data_dir):
        for field, known in ids.items():
            value = getattr(charter, field)
            for name in (value,) if isinstance(value, str) else value:
                if name and name not in known:
                    yield at(
                        path, name, f"{field}: there is no {name}.", "Add the file, or correct the name."
                    )
        try:
            ZoneInfo(charter.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            says = f"{charter.time_zone} is no time zone."
            yield at(path, charter.time_zone, says, "Use a name such as Asia/Bangkok.")


def _procedures(data_dir: Path) -> Iterator[Problem]:
    clocks = _clock_ids(data_dir)
    for path, procedure in loaded(kinds.PROCEDURES, data_dir):
        used = (
            procedure.decision_clock,
            procedure.pending_clock,
            procedure.review.clock,
            procedure.appeal.clock,
        )
        for clock in used:
            if clock not in clocks:
                yield at(path, clock, f"There is no clock {clock}.", "Add it to clocks/.")
        for kind in procedure.quorum.kinds:
            if kind not in procedure.member_kinds:
                yield at(path, kind, f"{kind} must be there and is no member.", "Add it to member_kinds.")


def _sets(data_dir: Path) -> Iterator[Problem]:
    clocks = _clock_ids(data_dir)
    for path, indicator_set in loaded(SETS, data_dir):
        folder = f"{indicator_set.id}-v{indicator_set.version}"
        if path.parent.name != folder:
            yield at(path, indicator_set.id, "The folder has another name.", f"Call it {folder}.")
        for follow_up in indicator_set.follow_ups:
            if follow_up.clock and follow_up.clock not in clocks:
                yield at(path, follow_up.clock, f"There is no clock {follow_up.clock}.", "Add it to clocks/.")


def _set_texts(data_dir: Path) -> Iterator[Problem]:
    sets = {(s.id, s.version): s for _, s in loaded(SETS, data_dir)}
    found: dict[tuple[str, int], set[str]] = {key: {"en"} for key in sets}
    for path, texts in loaded(SET_TEXTS, data_dir):
        key = (texts.set, texts.set_version)
        if key not in sets or path.name.split(".")[0] != texts.language:
            says = "It belongs to no set, or its name is not its language."
            yield at(path, texts.set, says, "Check set, set_version and language.")
            continue
        found[key].add(texts.language)
        whole = sets[key]
        expected: dict[str, set[Any]] = {
            "groups": {group.code for group in whole.groups},
            "questions": set(whole.questions),
            "answers": set(whole.answers),
            "outcomes": set(whole.outcomes),
        }
        for part, codes in expected.items():
            for code in sorted(codes ^ set(getattr(texts, part))):
                says = f"{part}: {code} stands only in one of the two files."
                yield at(path, code, says, "A translation has exactly the codes of its set.")
        optional = {
            "hints": set(whole.questions),
            "reasons": {rule.code for rule in whole.rules},
            "follow_ups": {rule.code for rule in whole.follow_ups},
        }
        for part, codes in optional.items():
            for code in sorted(set(getattr(texts, part)) - codes):
                yield at(path, code, f"{part}: the set has no {code}.", "Check its spelling.")
    for (name, number), languages in found.items():
        for language in sorted(set(LANGUAGES) - languages):
            says = f"Version {number} of {name} does not exist in {language!r}."
            yield Problem(f"screening/{name}-v{number}", 0, "", says, f"Add {language}.toml.")


def _leaflets(data_dir: Path) -> Iterator[Problem]:
    leaflets = loaded(kinds.LEAFLETS, data_dir)
    english = {
        (le.text_of, le.version): {p.code for p in le.paragraphs} for _, le in leaflets if le.language == "en"
    }
    for path, leaflet in leaflets:
        codes = {paragraph.code for paragraph in leaflet.paragraphs}
        for code in sorted(LEAFLET_MUST - codes):
            yield at(path, code, f"The leaflet does not say {code!r}.", "It must: see docs/data-files.md.")
        for code in sorted(codes ^ english.get((leaflet.text_of, leaflet.version), codes)):
            says = f"The paragraph {code} stands only in one of the languages."
            yield at(path, code, says, "All languages say the same.")
    for text_of in {leaflet.text_of for _, leaflet in leaflets}:
        there = {leaflet.language for _, leaflet in leaflets if leaflet.text_of == text_of}
        for language in sorted(set(LANGUAGES) - there):
            yield Problem("rights", 0, "", f"{text_of} does not exist in {language!r}.", "Translate it.")


def _wordings(data_dir: Path) -> Iterator[Problem]:
    """Every notice in every language, and the same words of the form in each."""
    wordings = loaded(WORDINGS, data_dir)
    english = {t.code for _, w in wordings if w.language == "en" for t in w.labels}
    for path, wording in wordings:
        for code in sorted({t.code for t in wording.labels} ^ english):
            says = f"The word {code!r} stands only in one of the languages."
            yield at(path, code, says, "All languages say the same.")
        for _, notice in loaded(kinds.NOTICES, data_dir):
            for code in sorted(missing_in(notice, wording)):
                yield at(path, code, f"{notice.id!r} is not worded here: {code!r}.", "Translate it.")


def _letters(data_dir: Path) -> Iterator[Problem]:
    """Fields that exist, and as many paragraphs in each language."""
    for path, letter in loaded(LETTERS, data_dir):
        try:
            _ = letter.groups
        except UnknownField as unknown:
            yield at(path, unknown.fields[0], str(unknown), "Correct the name in the template.")
        for text in letter.texts:
            if len(text.paragraphs) != len(letter.texts[0].paragraphs):
                says = f"In {text.language!r} it has {len(text.paragraphs)} paragraphs."
                yield at(path, text.language, says, "All languages say the same.")
