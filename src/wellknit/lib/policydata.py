"""Policy as data: TOML an official can read, diff and sign, loaded with errors a person can act on.

A *kind* is a folder of ``src/wellknit/data/`` with the model its files must fit. Every entry says where it
comes from (``source = { document, place }``). A :class:`Versioned` file never changes once its hash stands in
``data/versions.toml``: a decision taken under version 1 must be readable under version 1 ten years later.
``load_toml`` serves any other file (frameworks, corridors …) with the caller's own model.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wellknit.lib.policylines import line_of, lines_of, table_of

DATA = Path(__file__).resolve().parents[1] / "data"
REGISTRY = "versions.toml"


class PolicyModel(BaseModel):
    """Base of every schema: values frozen, unknown fields refused (a misspelt rule must not be no rule)."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Source(PolicyModel):
    """Where an entry comes from: short name of a document in ``data/sources.toml``, and the place in it."""

    document: str = Field(min_length=2)
    place: str = Field(min_length=2)


class Sourced(PolicyModel):
    """An entry that says where it comes from."""

    source: Source


class Versioned(Sourced):
    """A file under a version number, in force from a day, as draft or signed by an office (never by code)."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    version: int = Field(ge=1)
    in_force_from: date
    status: Literal["draft", "signed"]
    signed_by: str = ""


class Document(PolicyModel):
    """A document that sources name. ``seen``: what of it was read, so nobody takes an excerpt for the law."""

    short: str = Field(min_length=2)
    title: str = Field(min_length=2)
    year: int | None = None
    seen: Literal["whole text", "excerpt", "cited in another document", "not published", "our own"]
    note: str = ""


class Documents(PolicyModel):
    """``data/sources.toml``: the documents that sources may name."""

    documents: tuple[Document, ...]


class Faults(ValueError):
    """What a model finds wrong with itself as a whole: for each fault the keys and indexes of where it stands
    (as pydantic's `loc`) and a sentence. Raised in a validator, each becomes a problem with its own line.
    """

    def __init__(self, found: Iterable[tuple[tuple[Any, ...], str]]) -> None:
        self.found = tuple(found)
        super().__init__(" ".join(says for _, says in self.found))


M = TypeVar("M", bound=PolicyModel)
V = TypeVar("V", bound=Versioned)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a file: where (line from 1; 0 means the whole file), what is wrong, what to do."""

    file: str
    line: int
    table: str
    says: str
    do: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.line and f"line {self.line}", self.table) if part)
        return f"{self.file}{f' ({place})' if place else ''}: {self.says} {self.do}".strip()


class PolicyError(ValueError):
    """A policy file that cannot be used; ``problems`` lists every fault, ``str()`` is one line for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Kind(Generic[M]):
    """A folder of policy files and their model. ``pattern`` is a glob in the folder, ``not_`` leaves out."""

    folder: str
    model: type[M]
    pattern: str = "*.toml"
    not_: str = ""

    def files(self, data_dir: Path = DATA) -> list[Path]:
        """Files of this kind in name order; an absent folder has none."""
        folder = data_dir / self.folder
        inner = (folder / self.pattern).parent
        try:
            changed = inner.stat().st_mtime_ns
        except OSError:
            return _listed(folder, self.pattern, self.not_)  # absent, or a pattern over several folders
        # What changed this very moment may change again without the clock of the file system showing it.
        if time.time_ns() - changed < 2 * 10**9:
            return _listed(folder, self.pattern, self.not_)
        return list(_listed_then(folder, self.pattern, self.not_, changed))


def _listed(folder: Path, pattern: str, not_: str) -> list[Path]:
    return [path for path in sorted(folder.glob(pattern)) if not (not_ and path.match(not_))]


@lru_cache(maxsize=256)
def _listed_then(folder: Path, pattern: str, not_: str, _changed: int) -> tuple[Path, ...]:
    """The list of a folder, read anew when a file came or went: it is asked for at every page and every step."""
    return tuple(_listed(folder, pattern, not_))


def load_toml(path: Path, model: type[M]) -> M:
    """Read one file as ``model``; raises :class:`PolicyError` naming file, line, table and remedy.

    Cached by path, size and time of change: a file replaced on a running node is read anew.
    """
    try:
        stat = path.stat()
    except OSError as error:
        says = f"The file cannot be read: {error.strerror}."
        raise PolicyError([_whole(path, says, "Put it back.")]) from error
    loaded: M = _load(path, model, stat.st_mtime_ns, stat.st_size)
    return loaded


@lru_cache(maxsize=1024)
def _load(path: Path, model: type[M], _mtime: int, _size: int) -> M:
    text, raw = _parse(path)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        lines = lines_of(text)
        raise PolicyError(
            problem for item in error.errors(include_url=False) for problem in _problems(path, lines, item)
        ) from error


def _parse(path: Path) -> tuple[str, dict[str, Any]]:
    """Text and content of a file; TOML's own faults become a :class:`PolicyError` with the line."""
    try:
        text = path.read_text(encoding="utf-8")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise PolicyError([_whole(path, "The file is not UTF-8 text.", "Save it as UTF-8.")]) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found.group(1)) if found else 0
        says = re.sub(r" \(at .*\)$", "", str(error))
        do = "Look for a missing quote or bracket."
        raise PolicyError([Problem(_short(path), line, "", f"This is not TOML: {says}.", do)]) from error


def load_all(kind: Kind[M], data_dir: Path = DATA) -> tuple[M, ...]:
    """Every file of a kind, by file name. Raises :class:`PolicyError` with the faults of all files."""
    loaded: list[M] = []
    problems: list[Problem] = []
    for path in kind.files(data_dir):
        try:
            loaded.append(load_toml(path, kind.model))
        except PolicyError as error:
            problems += error.problems
    if problems:
        raise PolicyError(problems)
    return tuple(loaded)


def version(kind: Kind[V], id: str, number: int, data_dir: Path = DATA) -> V:  # noqa: A002 - as in the files
    """Exactly this version, to read what was decided under it; raises :class:`PolicyError` when gone."""
    for entry in load_all(kind, data_dir):
        if (entry.id, entry.version) == (id, number):
            return entry
    says = f"There is no version {number} of {id!r}."
    do = "Old versions stay in the folder: put the file back."
    raise PolicyError([Problem(kind.folder, 0, "", says, do)])


def in_force(kind: Kind[V], id: str, on: date, data_dir: Path = DATA) -> V:  # noqa: A002
    """The newest version of ``id`` in force on a day; raises :class:`PolicyError` when none is yet."""
    ready = [e for e in load_all(kind, data_dir) if e.id == id and e.in_force_from <= on]
    if ready:
        return max(ready, key=lambda entry: (entry.in_force_from, entry.version))
    says = f"No version of {id!r} is in force on {on.isoformat()}."
    raise PolicyError([Problem(kind.folder, 0, "", says, "Check the id and in_force_from.")])


# -- Versions that do not change


class Registered(PolicyModel):
    """One line of the registry: which version, and the hash of what it said."""

    kind: str
    id: str
    version: int
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Registry(PolicyModel):
    """``data/versions.toml``: every version that was ever given out."""

    versions: tuple[Registered, ...] = ()


def content_hash(path: Path) -> str:
    """SHA-256 over what a file means: comments, layout and the signature may change, nothing else."""
    _, raw = _parse(path)
    meaning = {key: value for key, value in raw.items() if key not in {"status", "signed_by"}}
    canonical = json.dumps(meaning, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def registered(data_dir: Path = DATA) -> dict[tuple[str, str, int], str]:
    """The registry as (kind, id, version) → hash; empty when there is no registry yet."""
    path = data_dir / REGISTRY
    if not path.exists():
        return {}
    return {(row.kind, row.id, row.version): row.sha256 for row in load_toml(path, Registry).versions}


def version_problems(kind: Kind[M], data_dir: Path = DATA) -> Iterator[Problem]:
    """Versions that are not registered, were changed after they were, or stand in two files."""
    if not issubclass(kind.model, Versioned):
        return
    known, seen = registered(data_dir), set()
    for path in kind.files(data_dir):
        entry = load_toml(path, kind.model)
        assert isinstance(entry, Versioned)
        key = (kind.folder, entry.id, entry.version)
        if key in seen:
            says = f"Version {entry.version} of {entry.id!r} stands in two files."
            yield _whole(path, says, "Renumber one.")
        seen.add(key)
        if key not in known:
            do = "Run `python -m wellknit.lib.policyversions`, read its rows, commit them."
            yield _whole(path, "This version is not registered.", do)
        elif known[key] != content_hash(path):
            do = "Put it back, and write the change as a new version in a new file."
            yield _whole(path, f"Version {entry.version} was changed after it was given out.", do)


# -- Sentences


def _whole(path: Path, says: str, do: str) -> Problem:
    return Problem(_short(path), 0, "", says, do)


def _short(path: Path) -> str:
    """Folder and file name: enough to find it, and no path of this machine in a log."""
    return f"{path.parent.name}/{path.name}"


def _problems(path: Path, lines: dict[tuple[Any, ...], int], item: Any) -> Iterator[Problem]:
    loc = tuple(item["loc"])
    raised = item.get("ctx", {}).get("error")
    if isinstance(raised, Faults):
        for inside, says in raised.found:
            where = loc + inside
            yield Problem(_short(path), line_of(lines, where), table_of(where[:-1]), says, "")
        return
    says, do = _sentence(item["type"], loc, item)
    yield Problem(_short(path), line_of(lines, loc), table_of(loc[:-1]), says, do)


def _sentence(kind: str, loc: tuple[Any, ...], item: Any) -> tuple[str, str]:
    """What is wrong and what to do, for pydantic's error types that happen in practice."""
    name = str(loc[-1]) if loc else "the file"
    if kind == "missing" and name == "source":
        return "The entry does not say where it comes from.", 'Add source = { document = "…", place = "…" }.'
    if kind == "missing":
        return f"{name!r} is missing.", "Add it; docs/data-files.md says what it holds."
    if kind == "extra_forbidden":
        return f"{name!r} is not a field here.", "Check its spelling against docs/data-files.md."
    if kind in {"literal_error", "enum"}:
        return f"{name!r} is {item['input']!r}.", f"Use {item['ctx'].get('expected', 'one of the codes')}."
    if kind == "value_error":
        return f"{item['ctx']['error']}", ""
    return f"{name!r}: {item['msg']}.", f"It is {item['input']!r} now."
