"""The demonstration's population gives the printed table, and nobody in it exists."""

import tomllib
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from wellknit.lib.codelists import code_list
from wellknit.lib.dates import Era, Precision, parse
from wellknit.lib.policydata import DATA, in_force, load_all
from wellknit.lib.policykinds import ROLES
from wellknit.lib.screening import SETS, Age, Answer, assess
from wellknit.lib.tables.reference import reference
from wellknit.web.demo.cast import cast
from wellknit.web.demo.living import living_stories
from wellknit.web.demo.naming import invent, names_file
from wellknit.web.demo.people import TABLE, PersonSpec, population
from wellknit.web.demo.script import PARTS

PEOPLE = population()
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
STORIES = living_stories(NOW)
FORMS = code_list("exploitation")


def column(spec: PersonSpec) -> str:
    entry = FORMS.entry(spec.who.exploitation)
    assert entry is not None
    return f"{entry.maps['mrw9']}.{spec.age_band}.{spec.who.sex}"


def test_360_case_files_give_the_table_cell_by_cell() -> None:
    counted = Counter((spec.who.nationality, column(spec)) for spec in PEOPLE)
    assert len(PEOPLE) == 360
    assert dict(counted) == reference(TABLE).figures()


@pytest.mark.parametrize("seed", [1, 2, 99])
def test_every_seed_gives_the_same_table_and_other_people(seed: int) -> None:
    others = population(seed)
    assert Counter(map(column, others)) == Counter(map(column, PEOPLE))
    assert {spec.who.name_latin for spec in others} != {spec.who.name_latin for spec in PEOPLE}


def test_the_same_seed_gives_the_same_people() -> None:
    assert population() == PEOPLE


def test_every_stay_in_a_shelter_began_in_2017_and_one_move_is_not_a_second_person() -> None:
    for spec in PEOPLE:
        shelter = [stay for stay in spec.stays if stay.kind == "shelter"]
        assert shelter
        assert {stay.began_on.year for stay in shelter} == {2017}
        assert shelter[0].began_on == spec.intake
        assert shelter[0].office == spec.shelter
        assert all(stay.ended_on and stay.ended_on >= stay.began_on for stay in spec.stays)
    assert any(len([s for s in spec.stays if s.kind == "shelter"]) == 2 for spec in PEOPLE)
    assert any(stay.kind == "police_cell" for spec in PEOPLE for stay in spec.stays)


def test_shelters_take_whom_they_serve() -> None:
    for spec in PEOPLE:
        for stay in spec.stays:
            if stay.office:
                assert spec.who.sex in cast().office(stay.office).serves, spec.key


def test_birthdays_are_known_as_far_as_birthdays_are_known() -> None:
    births = [spec.who.birth for spec in PEOPLE]
    depths = Counter(birth.precision for birth in births)
    assert {Precision.DAY, Precision.MONTH, Precision.YEAR} == set(depths)
    assert any(birth.circa for birth in births)
    for spec in PEOPLE:
        birth = spec.who.birth
        assert birth.era is (Era.BE if spec.who.nationality == "TH" else Era.CE)
        assert parse(birth.typed, era=birth.era).iso() == birth.iso(), birth.typed


def test_codes_stand_in_the_lists() -> None:
    kinds, bases, places = (code_list(name) for name in ("stay-kinds", "legal-bases", "place-kinds"))
    ends, sources, wills = (code_list(name) for name in ("closure-reasons", "stay-sources", "voluntary"))
    for spec in PEOPLE:
        assert places.entry(spec.place_kind)
        assert ends.entry(spec.closure_reason)
        for stay in spec.stays:
            assert kinds.entry(stay.kind)
            assert bases.entry(stay.legal_basis)
            assert sources.entry(stay.source)
            assert wills.entry(stay.voluntary)
    for who in [*(spec.who for spec in PEOPLE), *(story.who for story in STORIES)]:
        assert code_list("countries").entry(who.nationality)
        assert code_list("sex").entry(who.sex)
        assert FORMS.entry(who.exploitation)
        assert all(code_list("languages").entry(code) for code in who.languages)


def test_everyone_would_have_been_referred() -> None:
    questions = in_force(SETS, "first-contact", date(2026, 11, 21))
    for spec in PEOPLE:
        years = {"0-14": 12, "15-17": 16, "18+": 30}[spec.age_band]
        answers = {code: Answer(answer) for code, answer in spec.answers.items()}
        assert assess(questions, answers, Age(years)).kind.rank >= 1, spec.key


def test_the_path_is_in_order_and_complete() -> None:
    for spec in PEOPLE:
        events = [step.event for step in spec.path]
        days = [step.on for step in spec.path]
        assert days == sorted(days)
        assert events[-1] == "case.closed"
        assert {
            "screening.submitted",
            "referral.accepted",
            "case.opened",
            "identification.recognised",
        } <= set(events)


def test_names_are_invented_and_written_in_their_own_script() -> None:
    never = set(names_file().never.latin)
    for spec in PEOPLE:
        assert spec.who.name_latin not in never
        assert spec.who.name_latin.replace(" ", "").isascii()
        assert spec.who.name_native
    scripts = {spec.who.nationality: spec.who.name_native[0] for spec in PEOPLE}
    assert "\u0e00" <= scripts["TH"] <= "\u0e7f"
    assert "\u1000" <= scripts["MM"] <= "\u109f"
    assert "\u0e80" <= scripts["LA"] <= "\u0eff"
    assert "\u1780" <= scripts["KH"] <= "\u17ff"


def test_a_name_on_the_never_list_is_not_made() -> None:
    from random import Random

    made = {invent("MM", "male", Random(seed)).latin for seed in range(3000)}
    assert not made & set(names_file().never.latin)


# -- The stories of this year


def test_25_stories_some_due_some_late() -> None:
    standing = Counter(story.standing(NOW) for story in STORIES)
    assert len(STORIES) == 25
    assert standing["late"] >= 5
    assert standing["soon"] >= 4
    assert standing["running"] >= 2
    assert standing["none"] >= 5


@pytest.mark.parametrize("days", [0, 1, 2, 3, 40, 400])
def test_stories_are_in_order_whenever_they_are_told(days: int) -> None:
    now = NOW + timedelta(days=days)
    for story in living_stories(now):
        moments = [step.at for step in story.happened]
        assert moments == sorted(moments), story.key
        assert moments[-1] <= now


def test_stories_name_people_offices_codes_and_questions_that_exist() -> None:
    questions = in_force(SETS, "first-contact", date(2026, 11, 21))
    for story in STORIES:
        entry = story.entry
        assert cast().person(entry.screened_by)
        assert cast().office(entry.office).kind == "shelter"
        assert not entry.worker or cast().person(entry.worker)
        assert entry.sex in cast().office(entry.office).serves, story.key
        assert code_list("place-kinds").entry(entry.place_kind)
        years = entry.age if entry.age is not None else None
        answers = {code: Answer(answer) for code, answer in story.answers.items()}
        outcome = assess(questions, answers, Age(years)).kind.value
        assert outcome != "no_indication_now", story.key
        if entry.clock.startswith("referral-answer"):
            assert (outcome == "refer_urgently") == (entry.clock == "referral-answer-urgent"), story.key


def test_who_is_afraid_of_the_state_of_origin_has_no_nationality_sent_anywhere() -> None:
    afraid = [story for story in STORIES if story.entry.afraid_of_origin]
    assert [story.who.nationality for story in afraid] == ["stateless"]
    assert not any("embassy" in step.event for story in afraid for step in story.happened)


# -- The cast


def test_the_cast_is_whole() -> None:
    people = {person.key for person in cast().people}
    assert {"nok", "mali", "busaba", "lek", "charlie"} <= people
    wanted = {
        "social_worker", "mdt_member", "mdt_chair", "nurse", "shelter_manager", "supervisor", "auditor",
        "police_officer", "hotline_counsellor", "first_responder", "focal_point",
    }  # fmt: skip
    assert wanted <= {role for person in cast().people for role in person.roles}
    assert cast().person("charlie").roles == ()


@pytest.mark.parametrize("charter", ["th", "mm", "kh", "la", "vn", "secretariat"])
def test_every_node_has_a_cast_that_can_meet_the_others(charter: str) -> None:
    roles = {role.code for role in load_all(ROLES)}
    kinds = {entry.code for entry in code_list("office-kinds").codes}
    found = cast(charter)
    assert {office.kind for office in found.offices} <= kinds
    for person in found.people:
        assert set(person.roles) <= roles, person.key
        assert person.email.endswith("@demo.invalid")
        assert code_list("languages").entry(person.language)
    first, second = found.officials
    assert first.key != second.key
    says = tomllib.loads((DATA / "charters" / f"{charter}.toml").read_text())
    assert set(says["exchange"]["offices"]) <= {office.code for office in found.offices}
    if "protection" in says["wings"]:
        assert found.with_role("focal_point", says["exchange"]["offices"][0])
        for kind, parts in PARTS.values():
            assert any(
                found.office(p.office).kind == kind for role in parts for p in found.with_role(role)
            ), kind
        assert {office.jurisdiction for office in found.offices if office.kind != "embassy"} == {
            says["country"]
        }
    else:
        assert not any({"cases.read", "cases.open"} & allowed(person.roles) for person in found.people)


def allowed(codes: tuple[str, ...]) -> set[str]:
    """Permissions of these roles."""
    return {may for role in load_all(ROLES) if role.code in codes for may in role.permissions}
