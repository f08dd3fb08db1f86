"""A case as one line of a list that leaves: what each column holds, and which part of the data it belongs to."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from wellknit.lib.dates import PartialDate, Precision
from wellknit.protection.codelists import label, named
from wellknit.protection.models import Case
from wellknit.protection.names import birth_of

# E.164, as the standard asks; what is written otherwise stays at home rather than being guessed into it.
_E164 = re.compile(r"^\+?[1-9]\d{1,14}$")
# ISO 639-2, the terminological codes, for the languages of the region.
_THREE = {"th": "tha", "lo": "lao", "km": "khm", "my": "mya", "vi": "vie", "zh": "zho", "en": "eng"}
_STATUS = {"recognised": "ActualVictimOfTrafficking", "not_recognised": "NotAVictimOfTrafficking"}
_CHILD = ("0-14", "15-17")

Record = dict[str, list[str]]
Column = tuple[str, str, Callable[[Case], str]]


def _birth(case: Case) -> PartialDate | None:
    found = birth_of(case.person)
    return found if found and found.is_known else None


# (code of the case list, part of the data, how it is read). Heads are those an import knows again.
OWN: tuple[Column, ...] = (
    ("reference", "basic", lambda c: c.code),
    ("name_native", "identity", lambda c: c.person.name_native or ""),
    ("name_latin", "identity", lambda c: c.person.name_latin or ""),
    ("alias", "identity", lambda c: "; ".join(c.person.aliases or ())),
    ("birth", "identity", lambda c: b.iso() if (b := _birth(c)) else ""),
    ("sex", "basic", lambda c: label("sex", c.person.sex)),
    ("nationality", "basic", lambda c: label("countries", c.person.nationality)),
    ("language", "basic", lambda c: "; ".join(label("languages", code) for code in c.person.languages)),
    ("phone", "contact", lambda c: (c.person.contact or {}).get("how", "")),
    ("exploitation", "story", lambda c: label("exploitation", c.exploitation)),
    ("opened_on", "basic", lambda c: c.opened_on.isoformat()),
    ("summary", "story", lambda c: c.summary or ""),
)


def own_row(case: Case, groups: Collection[str]) -> list[str]:
    """The case under our own columns; what is in none of the groups stays empty."""
    return [read(case) if group in groups else "" for _code, group, read in OWN]


def htcds_record(case: Case, groups: Collection[str], identification: str) -> Record:
    """The case under the standard's fields; `identification`: state in this jurisdiction, or empty.

    A name is not split into first and second: many here have no family name, and a wrong one follows a
    person for life. A birthday known only by its year is not given a day.
    """
    parts = {"basic": _basic, "identity": _identity, "contact": _contact, "story": _story}
    record: Record = {}
    for group, read in parts.items():
        if group in groups:
            record |= read(case)
    if "status" in groups:
        record["vic_TraffickingStatus"] = [_STATUS.get(identification, "PossibleVictimOfTrafficking")]
    return {name: values for name, values in record.items() if any(values)}


def _basic(case: Case) -> Record:
    country = named("countries").entry(case.person.nationality)
    languages = [_THREE.get(code, code) for code in case.person.languages]
    return {
        "prs_Gender": [_map("sex", case.person.sex, "htcds")],
        "prs_Citizenship": [country.maps.get("alpha3", "") if country else ""],
        "prs_PrimaryLanguage": languages[:1],
        "prs_SecondaryLanguage": languages[1:2],
        "cas_Status": ["Closed" if case.state == "closed" else "Active"],
        "cas_ReasonForCaseClosure": [label("closure-reasons", case.closure_reason)],
        "cas_IncomingReferralDate": [case.opened_on.isoformat() if case.referral_id else ""],
    }


def _identity(case: Case) -> Record:
    birth = _birth(case)
    whole = birth is not None and birth.precision is Precision.DAY and not birth.circa
    return {
        "prs_FirstName": [case.person.name_latin or case.person.name_native or ""],
        "prs_Birthdate": [birth.iso() if birth is not None and whole else ""],
    }


def _contact(case: Case) -> Record:
    how = re.sub(r"[\s()-]", "", (case.person.contact or {}).get("how", ""))
    return {"prs_MobilePhone": [how if _E164.match(how) else ""]}


def _story(case: Case) -> Record:
    form = _map("exploitation", case.exploitation, "htcds")
    # The standard counts children's labour apart: it stands beside the forced labour of a child.
    child = form == "ForcedLabour" and case.age_band in _CHILD
    return {
        "vic_TypeOfExploitation": [form, *(["ChildLabour"] if child else [])],
        "vic_ForcedLabourIndustry": [_map("exploitation", case.exploitation, "htcds_industry")],
    }


def _map(name: str, code: str, standard: str) -> str:
    entry = named(name).entry(code)
    return entry.maps.get(standard, "") if entry else ""


def filled_names(records: Sequence[Mapping[str, Sequence[str]]]) -> list[str]:
    """Names of the fields that hold something in any record: what a disclosure says has left."""
    return sorted({name for record in records for name, values in record.items() if any(values)})
