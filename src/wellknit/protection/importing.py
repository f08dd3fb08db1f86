"""Between a sheet's rows and the case files: the dry run as plain values, and what each row would become."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from wellknit.lib.dates import SHELTER_BANDS, UNKNOWN_BAND, AgeRange, PartialDate, age_band, may_be_under
from wellknit.lib.names.keys import Key, Kind, PersonNames, stored
from wellknit.lib.names.rank import rank, remembering
from wellknit.lib.sheets.doubles import doubles
from wellknit.lib.sheets.mapping import ColumnMap, head_of
from wellknit.lib.sheets.problems import Problem
from wellknit.lib.sheets.reading import read
from wellknit.lib.sheets.rows import RowRead, rows_of
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.vault.tokens import TokenKeys
from wellknit.platform.vault.uploads import read_sealed
from wellknit.protection.models import Case, ImportRun, Person
from wellknit.protection.names import names_of, token_keys

ADULT = 18
# From this likeness on somebody in the files is shown beside a row.
NEAR = 0.8
_ASKED = frozenset({Kind.WHOLE, Kind.BARE, Kind.BORN, Kind.PAIR})


@dataclass(frozen=True)
class Known:
    """Somebody already in the viewer's reach who may be the one: how near, and the codes of her cases."""

    person_id: str
    nearness: float
    cases: tuple[str, ...]


@dataclass
class Planned:
    """One row as it will be. proposal: `new`, `hold` (somebody must say who it is) or `stop` (cannot be taken)."""

    number: int
    values: dict[str, Any]
    problems: list[Problem]
    same: tuple[int, ...] = ()
    known: tuple[Known, ...] = ()
    proposal: str = "new"
    tokens: list[int] = field(default_factory=list)


@dataclass
class Plan:
    """The dry run of a whole list."""

    rows: list[Planned]
    generation: int = 0

    @property
    def doubtful(self) -> list[Planned]:
        """Rows that need somebody's word."""
        return [row for row in self.rows if row.proposal == "hold"]

    @property
    def stopped(self) -> list[Planned]:
        """Rows that cannot be taken."""
        return [row for row in self.rows if row.proposal == "stop"]

    @property
    def unread(self) -> list[Planned]:
        """Rows with cells that stay empty because they could not be read."""
        return [row for row in self.rows if any(not p.is_note for p in row.problems)]

    def plain(self) -> dict[str, Any]:
        """Values JSON can carry."""
        return {"rows": [_plain(row) for row in self.rows], "generation": self.generation}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Plan:
        """The plan again."""
        return cls([_row(values) for values in plain["rows"]], plain["generation"])


@dataclass
class Opened:
    """A row about to become a case. `person` is None when she is in the files already."""

    number: int
    case_id: UUID
    person_id: UUID
    person: Person | None
    age_band: str
    presumed_child: bool
    exploitation: str
    summary: str
    opened_on: date
    tokens: list[int]
    generation: int = 0
    code: str = ""


def numbers(some: Iterable[int]) -> str:
    """A list of numbers as PostgreSQL writes one: a driver that looks at each of them takes longer than the work."""
    return "{" + ",".join(map(str, some)) + "}"


def file_of(name: str) -> Path:
    """Where a kept file lies."""
    return Path(settings.WELLKNIT_FILES) / name


def body_of(run: ImportRun) -> bytes:
    """The clear bytes of a list that is still on its way."""
    opening: dict[str, str] = run.opening or {}
    return b"".join(read_sealed(file_of(opening["file"]), base64.b64decode(opening["key"])))


def made_plan(body: bytes, chosen: ColumnMap) -> Plan:
    """Read the list by its mapping; mark who stands in it twice and who may be in the files."""
    sheet = read(body, chosen.sheet)
    read_rows = rows_of(
        sheet, head_of(sheet, chosen.head_row), chosen, today=timezone.localdate(), data_dir=settings.DATA
    )
    ring = token_keys()
    named = {row.number: _names(row) for row in read_rows if not row.stops}
    part = remembering()  # a list of people says the same words over and over
    keys = {number: stored(names, part=part) for number, names in named.items()}
    plan = Plan([_planned(row) for row in read_rows], ring.current)
    same = {number: group for group in doubles(_people(read_rows, named), keys) for number in group}
    tokens = _tokens(keys, ring)
    known = _known(named, keys, tokens, ring)
    for row in plan.rows:
        if row.number in keys:
            row.tokens = sorted({tokens[(ring.current, key)] for key in keys[row.number]})
        row.same, row.known = same.get(row.number, ()), tuple(known.get(row.number, ()))
        if row.same:
            row.problems.append(Problem("note.same_in_file", {"rows": ", ".join(map(str, row.same))}))
        if row.proposal == "new" and (row.known or row.number in row.same[1:]):
            row.proposal = "hold"
    return plan


def _people(rows: Sequence[RowRead], named: Mapping[int, PersonNames]) -> list[tuple[int, PersonNames, str]]:
    return [(r.number, named[r.number], r.values.get("sex", "not_known")) for r in rows if r.number in named]


def _names(row: RowRead) -> PersonNames:
    forms = [row.values.get("name_native"), row.values.get("name_latin"), *row.values.get("alias", ())]
    birth = row.values.get("birth")
    return PersonNames(tuple(f for f in forms if f), birth.year if birth else None)


def _planned(row: RowRead) -> Planned:
    values = {k: v.serialise() if isinstance(v, PartialDate) else v for k, v in row.values.items()}
    return Planned(row.number, values, list(row.problems), proposal="stop" if row.stops else "new")


def _tokens(keys: Mapping[int, frozenset[Key]], ring: TokenKeys) -> dict[tuple[int, Key], int]:
    """The token of every key of the list, each made once, in every generation that is live."""
    every = {key for found in keys.values() for key in found}
    return {(number, key): ring.token(number, key) for number in ring.keys for key in every}


def _known(
    named: Mapping[int, PersonNames], keys: Mapping[int, frozenset[Key]], tokens: Mapping[tuple[int, Key], int],
    ring: TokenKeys,
) -> dict[int, list[Known]]:  # fmt: skip
    """One question to the database for the whole list; names are laid side by side only where it says so."""
    asked = [
        (number, tokens[(generation, key)])
        for number, found in keys.items() for key in found if key[0] in _ASKED for generation in ring.keys
    ]  # fmt: skip
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_number, person_id FROM wk_import_known(%s::int[], %s::bigint[])",
                       [numbers(n for n, _t in asked), numbers(t for _n, t in asked)])  # fmt: skip
        hits = cursor.fetchall()
    people = {p.pk: p for p in Person.objects.filter(pk__in={pid for _n, pid in hits})}
    cases: dict[UUID, list[str]] = defaultdict(list)
    for person_id, code in Case.objects.filter(person_id__in=people).values_list("person_id", "code"):
        cases[person_id].append(code)
    forms = {pk: names_of(person) for pk, person in people.items()}
    near: dict[int, list[tuple[UUID, PersonNames]]] = defaultdict(list)
    for number, person_id in hits:
        if person_id in forms:
            near[number].append((person_id, forms[person_id]))
    found = {
        number: [
            Known(str(r.id), round(min(r.likeness, 1.0), 2), tuple(cases[r.id]))
            for r in rank(named[number].forms, named[number].birth_year, some)
            if r.likeness >= NEAR
        ]
        for number, some in near.items()
    }
    return {number: kept for number, kept in found.items() if kept}


def opened_as(row: Planned, by: Viewer, known: UUID | None, generation: int) -> Opened:
    """The case a row becomes, for somebody new or for a person already here."""
    values = row.values
    birth = birth_of(values)
    opened_on = _opened_on(values)
    band, perhaps_child = _age(birth, values.get("age"), opened_on)
    person = None if known else _person(values, birth, by)
    reference = values.get("reference", "")
    lines = [f"# {reference}" if reference else "", values.get("summary", "")]
    forms = values.get("exploitation") or ()
    return Opened(
        row.number, uuid4(), known or person.pk, person, band, perhaps_child,  # type: ignore[union-attr]
        values.get("industry") or (forms[0] if forms else ""), "\n".join(line for line in lines if line), opened_on,
        row.tokens, generation,
    )  # fmt: skip


def birth_of(values: Mapping[str, Any]) -> PartialDate | None:
    """The birth as the row tells it; None for a row without one."""
    return PartialDate.deserialise(values["birth"]) if values.get("birth") else None


def presumed_child(values: Mapping[str, Any]) -> bool:
    """Whether the row becomes somebody who is treated as a child for the moment."""
    return _age(birth_of(values), values.get("age"), _opened_on(values))[1]


def _opened_on(values: Mapping[str, Any]) -> date:
    day = PartialDate.deserialise(values["opened_on"]).window() if values.get("opened_on") else None
    return day[0] if day else timezone.localdate()


def _age(birth: PartialDate | None, age: int | None, on: date) -> tuple[str, bool]:
    """Band at the beginning, and whether she may be a child today: whoever's age is not known may be one."""
    if birth is not None and birth.is_known:
        window = birth.window()
        band = UNKNOWN_BAND if window and window[0] > on else age_band(birth, on)
        return band, band == UNKNOWN_BAND and may_be_under(ADULT, birth, timezone.localdate())
    if age is not None:
        return next((b.code for b in SHELTER_BANDS if b.holds(AgeRange(age, age))), UNKNOWN_BAND), False
    return UNKNOWN_BAND, True


def _person(values: Mapping[str, Any], birth: PartialDate | None, by: Viewer) -> Person:
    phones = [values[code] for code in ("phone", "phone_second") if values.get(code)]
    languages = [*values.get("language", ()), *filter(None, [values.get("language_second")])]
    return Person(
        office_id=by.office_id, name_native=values.get("name_native") or None, name_latin=values.get("name_latin") or None,
        aliases=list(values.get("alias", ())) or None, birth=birth.serialise() if birth else None,
        contact={"how": ", ".join(phones)} if phones else None, sex=values.get("sex", "not_known"),
        nationality=values.get("nationality", ""), languages=list(dict.fromkeys(languages)),
    )  # fmt: skip


def _plain(row: Planned) -> dict[str, Any]:
    problems = [[p.code, dict(p.params), p.column, p.own_template] for p in row.problems]
    return {"n": row.number, "v": row.values, "p": problems, "s": list(row.same),
            "k": [asdict(k) for k in row.known], "do": row.proposal, "t": row.tokens}  # fmt: skip


def _row(plain: Mapping[str, Any]) -> Planned:
    problems = [Problem(code, params, column, own) for code, params, column, own in plain["p"]]
    known = tuple(Known(k["person_id"], k["nearness"], tuple(k["cases"])) for k in plain["k"])
    return Planned(plain["n"], plain["v"], problems, tuple(plain["s"]), known, plain["do"], list(plain["t"]))
