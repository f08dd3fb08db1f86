"""The invented population: 360 case files that give the printed table of 2017, cell by cell.

The table (MRW9, Thailand, shelters 2017) says how many persons of which nationality, form of exploitation,
age band and sex; this module invents a person for each of the 360. Nobody here exists. The same seed gives
the same people on every machine, and one more person changes none of the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from wellknit.lib.dates import Era, PartialDate, age_band, format_date
from wellknit.lib.tables.reference import reference
from wellknit.web.demo.naming import invent

TABLE = "mrw9-th-shelters-2017"
YEAR = 2017
SEED = 2017
HOME = "TH"

# Which work stands behind the column "forced labour", by nationality (invented shares; the source has none).
_WORK: Mapping[str, tuple[str, ...]] = {
    "TH": ("labour_services", "labour_factory", "labour_domestic"),
    "MM": ("labour_fishing", "labour_fishing", "labour_factory", "labour_construction", "labour_farm"),
    "LA": ("labour_services", "labour_domestic"),
    "KH": ("labour_fishing", "labour_construction", "labour_farm"),
    "VN": ("labour_fishing", "labour_factory"),
    "ID": ("labour_fishing",),
    "MY": ("labour_services", "labour_factory"),
}
_PLACES: Mapping[str, tuple[str, ...]] = {
    "sexual": ("entertainment", "entertainment", "hotline", "police_station", "street"),
    "labour_fishing": ("boat",),
    "begging": ("street",),
}
_YES: Mapping[str, tuple[str, ...]] = {
    "sexual": ("sexual", "arranged", "promise", "debt", "not_free", "used_need"),
    "labour": (
        "forced_work",
        "arranged",
        "promise",
        "pay_kept",
        "long_hours",
        "papers_kept",
        "bad_conditions",
    ),
    "begging": ("other_forced", "brought", "used_need"),
}
_OPEN = (
    "danger",
    "doctor",
    "paid_for_you",
    "threats",
    "hurt",
    "if_you_left",
    "cut_off",
    "afraid_of_home",
    "wants_help",
)
# Youngest and oldest ages invented for a band, and the youngest by form: small children beg, and do not fish.
_AGES: Mapping[str, tuple[int, int]] = {"0-14": (10, 14), "15-17": (15, 17), "18+": (18, 46)}
_YOUNGEST = {"begging": 3}
_CHILDREN_WORK = ("labour_services", "labour_farm")
_OTHER_LANGUAGES: Mapping[str, tuple[str, ...]] = {"MM": ("shn", "mnw", "ksw", "kac"), "VN": ("hmn",)}


class _Counted(NamedTuple):
    """One person's place in the table."""

    nationality: str
    form: str
    band: str
    sex: str


class _Arrival(NamedTuple):
    """When and where somebody came in."""

    on: date
    shelter: str


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody invented: names in two scripts, birth as far as known, what the table counts."""

    key: str
    name_native: str
    name_latin: str
    aliases: tuple[str, ...]
    sex: str
    birth: PartialDate
    nationality: str
    languages: tuple[str, ...]
    exploitation: str


@dataclass(frozen=True, slots=True)
class StaySpec:
    """One spell: codes of data/codelists, the office's code or "" for a place that is no office of ours."""

    kind: str
    office: str
    began_on: date
    ended_on: date | None
    legal_basis: str
    voluntary: str
    source: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened on a day: an audit event's code, and the office where."""

    event: str
    on: date
    office: str


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """One case file of 2017. ``age_band`` is what the birth date gives at ``intake``, never set otherwise.

    ``answers``: question of ``first-contact`` → yes, no, cannot_say. ``path``: what happened, in order.
    """

    who: Persona
    intake: date
    shelter: str
    screened_by: str
    place_kind: str
    answers: Mapping[str, str]
    stays: tuple[StaySpec, ...]
    path: tuple[Step, ...]
    closure_reason: str

    @property
    def key(self) -> str:
        """``2017-001`` to ``2017-360``."""
        return self.who.key

    @property
    def age_band(self) -> str:
        """Band at intake."""
        return age_band(self.who.birth, self.intake)


def population(seed: int = SEED) -> tuple[PersonSpec, ...]:
    """The 360, in the order of the table."""
    places: list[_Counted] = []
    for (nationality, column), persons in sorted(reference(TABLE).figures().items()):
        places += [_Counted(nationality, *column.split("."))] * persons
    keys = (f"{YEAR}-{number:03d}" for number in range(1, len(places) + 1))
    return tuple(
        _person(key, place, Random(f"{seed}/{key}")) for key, place in zip(keys, places, strict=True)
    )


def _person(key: str, place: _Counted, rng: Random) -> PersonSpec:
    intake = date(YEAR, 1, 4) + timedelta(days=rng.randrange(350))
    nationality, sex = place.nationality, place.sex
    name = invent(nationality, sex, rng, child=place.band == "0-14")
    exploitation = _form(place, rng)
    who = Persona(
        key=key, name_native=name.native, name_latin=name.latin, aliases=name.aliases, sex=sex,
        birth=_birth(place, intake, name.language, rng), nationality=nationality,
        languages=_languages(nationality, name.language, rng), exploitation=exploitation,
    )  # fmt: skip
    shelter = _shelter(who, rng)
    stays = _stays(who, _Arrival(intake, shelter), rng, child=place.band != "18+")
    screened = intake - timedelta(days=rng.randrange(4))
    met_at = rng.choice(_PLACES.get(exploitation, ("workplace", "police_station", "immigration")))
    path, reason = _path(who, screened, stays, rng)
    return PersonSpec(
        who=who, intake=intake, shelter=shelter, screened_by=_screener(met_at, rng), place_kind=met_at,
        answers=_answers(exploitation, rng), stays=stays, path=path, closure_reason=reason,
    )  # fmt: skip


def _form(place: _Counted, rng: Random) -> str:
    """Code of the form: for forced labour the kind of work."""
    if place.form != "forced_labour":
        return place.form
    return rng.choice(_CHILDREN_WORK if place.band == "0-14" else _WORK[place.nationality])


def _birth(place: _Counted, on: date, language: str, rng: Random) -> PartialDate:
    """A birthday as far as somebody might know it, which certainly lies in the band on a day.

    Thai papers give the Buddhist era; a third of people know the year only, some only about.
    """
    low, high = _AGES[place.band]
    low = min(low, _YOUNGEST.get(place.form, low))
    era = Era.BE if language == "th" else Era.CE
    while True:
        day = date(on.year - rng.randint(low, high + 1), rng.randint(1, 12), rng.randint(1, 28))
        depth = rng.choices(("day", "month", "year", "about"), (55, 12, 25, 8))[0]
        known = partial(day, depth, era)
        if age_band(known, on) == place.band:
            written = format_date(known, language=language, native_figures=rng.random() < 0.4)
            return PartialDate(known.year, known.month, known.day, circa=known.circa, era=era, typed=written)


def partial(day: date, depth: str, era: Era) -> PartialDate:
    """A day of which only so much is known: ``day``, ``month``, ``year`` or ``about`` (the year)."""
    month = day.month if depth in {"day", "month"} else None
    return PartialDate(day.year, month, day.day if depth == "day" else None, circa=depth == "about", era=era)


def _languages(nationality: str, language: str, rng: Random) -> tuple[str, ...]:
    others = _OTHER_LANGUAGES.get(nationality, ())
    return (rng.choice(others), language) if others and rng.random() < 0.2 else (language,)


def _shelter(who: Persona, rng: Random) -> str:
    """Women and girls, men and boys in different houses, as the source's shelters are."""
    if who.sex == "female":
        near = {"LA": "shelter-northeast", "MM": "shelter-north", "TH": "shelter-centre"}
        return near[who.nationality] if who.nationality in near and rng.random() < 0.6 else "shelter-centre"
    return "shelter-south" if who.exploitation == "labour_fishing" or rng.random() < 0.4 else "shelter-east"


def _stays(who: Persona, arrival: _Arrival, rng: Random, *, child: bool) -> tuple[StaySpec, ...]:
    """The stay in the shelter; for a few a night in a cell before it, or a move to another in the year."""
    intake, shelter = arrival.on, arrival.shelter
    basis = rng.choice(
        ("guardian_decision", "protection_order") if child else ("protection_order", "own_choice")
    )
    voluntary = "not_known" if rng.random() < 0.08 else "yes"
    left = intake + timedelta(days=rng.randint(25, 330))
    spells: list[StaySpec] = []
    if rng.random() < 0.05 and intake.day > 2:
        night = intake - timedelta(days=1)
        spells.append(StaySpec("police_cell", "", night, intake, "immigration_law", "no", "persons_account"))
    moves = who.sex == "female" and rng.random() < 0.04 and intake.month < 10
    if moves and shelter != "shelter-centre":
        moved = intake + timedelta(days=20)
        spells.append(StaySpec("shelter", shelter, intake, moved, basis, voluntary, "facility_record"))
        shelter, intake = "shelter-centre", moved
    left = max(left, intake + timedelta(days=5))
    return (*spells, StaySpec("shelter", shelter, intake, left, basis, voluntary, "facility_record"))


def _path(
    who: Persona, screened: date, stays: tuple[StaySpec, ...], rng: Random
) -> tuple[tuple[Step, ...], str]:
    """Screened, referred, accepted, opened, identified, sheltered, closed; and why it was closed."""
    first = next(stay for stay in stays if stay.kind == "shelter")
    last = stays[-1]
    begun = first.began_on + timedelta(days=rng.randint(0, 5))
    decided = begun + timedelta(days=rng.randint(4, 16))
    ended = last.ended_on or last.began_on
    steps = [
        Step("screening.submitted", screened, ""),
        Step("referral.sent", screened, ""),
        Step("referral.accepted", first.began_on, first.office),
        Step("case.opened", first.began_on, first.office),
        *(Step("stay.begun", stay.began_on, stay.office) for stay in stays),
        Step("identification.begun", begun, first.office),
        Step("identification.recognised", decided, "mdt-centre"),
        *(Step("stay.ended", stay.ended_on, stay.office) for stay in stays if stay.ended_on),
        Step("case.closed", max(ended, decided) + timedelta(days=rng.randint(0, 20)), last.office),
    ]
    home = who.nationality == HOME
    abroad = ("returned",) * 20 + ("stayed", "lost_contact")
    reasons = ("reintegrated",) * 8 + ("withdrew", "lost_contact") if home else abroad
    return tuple(sorted(steps, key=lambda step: step.on)), rng.choice(reasons)


def _screener(place: str, rng: Random) -> str:
    """Key of the member of staff who met the person."""
    met = {"boat": ("daw", "kla"), "street": ("daw",), "hotline": ("fon",), "workplace": ("kla",)}
    met["immigration"] = ("nok",)
    return rng.choice(met.get(place, ("wit",)))


def _answers(exploitation: str, rng: Random) -> dict[str, str]:
    """What was said at first contact. What is not in here was not asked."""
    yes = _YES["labour" if exploitation.startswith("labour") else exploitation]
    answers = dict.fromkeys((yes[0], *rng.sample(yes[1:], min(3, len(yes) - 1))), "yes")
    for code in _OPEN:
        answers[code] = rng.choices(("no", "cannot_say", "yes", ""), (45, 15, 10, 30))[0]
    if exploitation == "labour_fishing":
        answers["cut_off"] = "yes"
    return {code: answer for code, answer in answers.items() if answer}
