"""Persons in shelters: nationality × form of exploitation × age band × sex, in the shape the region prints.

The shape is that of Thailand's table of 2017 (MRW9): three forms, three bands, two sexes, eighteen columns. A
form, a band or a sex that the printed table does not know gets columns of its own as soon as one person
counts in it: nobody falls out of a table because an old heading has no place for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from wellknit.lib.codelists import CodeList, code_list
from wellknit.lib.policydata import DATA
from wellknit.lib.tables.matrix import Axis, matrix
from wellknit.lib.tables.model import Source, Table

PRINTED = "mrw9"

# Nationality, exploitation, age band and sex: codes of data/codelists.
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """The table's words, in the reader's language; the headings of the axes come from the code lists."""

    title: str
    nationality: str = "Nationality"
    total: str = "Total"
    caption: str = ""
    units: str = ""
    source: str = ""


def shelter_table(
    counts: Mapping[Key, int],
    wording: Wording,
    *,
    id: str,  # noqa: A002
    home: str,
    language: str = "en",
    data_dir: Path = DATA,
) -> Table:
    """The table of counted persons. ``home`` (ISO alpha-2) stands in the first row, then the list's order.

    Raises nothing for codes outside the lists: they are shown as they are.
    """
    forms, sexes = code_list("exploitation", data_dir), code_list("sex", data_dir)
    bands, countries = code_list("age-bands", data_dir), code_list("countries", data_dir)
    summed: Counter[Key] = Counter()
    for (nationality, form, band, sex), persons in counts.items():
        summed[nationality, column_of(form, forms), band, sex] += persons
    seen = [{key[at] for key, persons in summed.items() if persons} for at in range(4)]
    rows = sorted(seen[0], key=lambda code: (code != home, *_rank(countries, code)))
    return matrix(
        {key: persons for key, persons in summed.items() if persons},
        id=id,
        title=wording.title,
        down=Axis(wording.nationality, tuple((code, countries.text(code, language)) for code in rows)),
        across=[
            _axis(codes, at, language) for codes, at in zip((forms, bands, sexes), seen[1:], strict=True)
        ],
        total=wording.total,
        blank_zero=True,
        caption=wording.caption,
        units=wording.units,
        source=Source(wording.source) if wording.source else None,
        language=language,
    )


def column_of(form: str, forms: CodeList) -> str:
    """The heading a form counts under: a kind of work under forced labour; without a heading, itself."""
    entry = forms.entry(form)
    return (entry.maps.get(PRINTED) if entry else None) or form


def _axis(codes: CodeList, seen: Iterable[str], language: str) -> Axis:
    """The codes the printed table has, and after them whatever else was counted."""
    heads = codes.flagged("column") or {entry.code for entry in codes.codes}
    printed = [e.code for e in codes.codes if e.maps.get(PRINTED) and e.code in heads]
    more = sorted(set(seen) - set(printed), key=lambda code: _rank(codes, code))
    return Axis(codes.title, tuple((code, codes.text(code, language)) for code in (*printed, *more)))


def _rank(codes: CodeList, code: str) -> tuple[int, str]:
    order = [entry.code for entry in codes.codes]
    return (order.index(code) if code in order else len(order), code)
