"""What comes in over the forms: dates in two eras, ages, names, two versions of one thing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.test import override_settings

from wellknit.lib.dates import Era, PartialDate
from wellknit.lib.screening import Age


def born(text: str) -> Any:
    from wellknit.protection.forms.fields import DateField

    return DateField(birth=True, required=False).clean(text)


def day(text: str) -> Any:
    from wellknit.protection.forms.fields import DayField

    return DayField(required=False).clean(text)


def complaint(call: Any, text: str) -> str:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as refused:
        call(text)
    return " ".join(refused.value.messages)


def test_a_day_is_read_in_the_era_of_the_charter_unless_it_names_its_own() -> None:
    assert day("14 2 2567") == date(2024, 2, 14)
    assert day("14 2 2024 CE") == date(2024, 2, 14)
    assert day("") is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("29 2 2568", "leap year"),  # 2025
        ("14 2 2024", "2567"),  # a Christian year in a Buddhist field
        ("1 1 2612", "future"),
        ("14 13 2540", "month"),
        ("14 2 67", "four figures"),
    ],
)
def test_a_birth_that_cannot_be_says_what_to_do(text: str, part: str) -> None:
    assert part in complaint(born, text)


def test_a_birth_is_kept_as_far_as_it_is_known() -> None:
    assert born("2540").iso() == "1997"
    assert born("2 2540").iso() == "1997-02"


def test_a_stay_needs_a_whole_day() -> None:
    assert "the day, the month and the year" in complaint(day, "2 2567")


@pytest.mark.parametrize(
    ("typed", "era"),
    [("8 2 2525", Era.BE), ("8 2 1982", Era.CE), ("c. 1982", Era.CE), ("1982", Era.CE), ("2525", Era.BE)],
)
@pytest.mark.parametrize("house", ["buddhist", "gregorian"])
def test_what_was_typed_elsewhere_still_means_the_same_when_it_is_edited_here(
    typed: str, era: Era, house: str
) -> None:
    from django.conf import settings

    from wellknit.lib.dates import parse
    from wellknit.protection.forms.fields import DateField, as_typed

    with override_settings(CHARTER={**settings.CHARTER, "default_era": house}):
        stored: PartialDate = parse(typed, era=era)
        again = DateField(required=False).clean(as_typed(stored))
    assert again.iso() == stored.iso()


def test_a_day_of_the_database_is_shown_in_the_era_of_the_house() -> None:
    from wellknit.protection.forms.fields import as_typed

    assert as_typed(date(2026, 11, 22)) == "22 11 2569"


@pytest.mark.parametrize(
    ("told", "age"),
    [
        ({"age_years": "16"}, Age(16)),
        ({"age_years": "18", "age_doubted": "on"}, Age(18, doubted=True)),
        ({"age_unknown": "on"}, Age(None)),
        ({}, Age(None)),
        ({"age_born": "2500"}, Age(68)),
    ],
)
def test_an_age_is_what_the_person_says(told: dict[str, str], age: Age) -> None:
    from wellknit.protection.forms.screening import age_in

    found = age_in(told).age()
    assert (found.unknown, found.doubted, found.treated_as_child) == (
        age.unknown,
        age.doubted,
        age.treated_as_child,
    )


def test_nobody_is_made_an_adult_by_a_year_that_may_be_either() -> None:
    from django.utils import timezone

    from wellknit.protection.forms.screening import age_in

    either = timezone.localdate().year + 543 - 18
    assert age_in({"age_born": str(either)}).age().treated_as_child


def test_two_statements_that_differ_are_asked_back() -> None:
    from wellknit.protection.forms.screening import age_in

    assert "age_years" in age_in({"age_years": "30", "age_born": "2550"}).errors
    assert "age_unknown" in age_in({"age_years": "30", "age_unknown": "on"}).errors


def person(**values: str) -> Any:
    from wellknit.protection.forms.person import OpeningForm

    data = QueryDict(mutable=True)
    data.update({"sex": "female", "age_band": "18+", **values})
    return OpeningForm(data)


def test_a_country_outside_the_list_is_kept_as_it_is_written() -> None:
    form = person(name_latin="A", nationality_other="Rohingya")
    assert form.is_valid() and form.who().nationality == "Rohingya"


def test_an_age_group_that_the_birth_excludes_is_asked_back() -> None:
    form = person(name_latin="A", birth="2562")
    assert not form.is_valid() and "0–14" in str(form.errors["age_band"])


def test_an_unknown_age_is_a_presumption() -> None:
    form = person(name_latin="A", age_band="unknown", age_assessment_due="1 1 2570")
    assert form.is_valid()
    opening = form.opening(searched=True)
    assert opening.presumed_child and opening.age_assessment_due == date(2027, 1, 1)


def test_what_was_chosen_of_two_versions_is_read_as_if_it_had_been_typed() -> None:
    from wellknit.protection.views.flow import settled

    sent = QueryDict(
        "sex=female&keep_name_latin=theirs&mine__name_latin=A&theirs__name_latin=B"
        "&keep_languages=mine&mine__languages=th&mine__languages=my&theirs__languages=lo"
    )
    found = settled(sent)
    assert (
        found["name_latin"] == "B" and found.getlist("languages") == ["th", "my"] and found["sex"] == "female"
    )


def test_two_versions_are_laid_side_by_side_in_words() -> None:
    from wellknit.platform.access.refusals import Conflict
    from wellknit.protection.forms.person import PersonForm
    from wellknit.protection.views.flow import conflict_rows

    data = QueryDict("name_latin=A&sex=female&nationality=MM&version=1&birth=2540")
    theirs = {"name_latin": "B", "sex": "female", "nationality": "Rohingya", "birth": None, "version": 7}
    rows = {row["name"]: row for row in conflict_rows(PersonForm(data), Conflict("", theirs))}
    assert rows["name_latin"]["differs"] and not rows["sex"]["differs"]
    assert (
        rows["nationality"]["mine_text"] == "Myanmar"
        and rows["nationality_other"]["theirs_text"] == "Rohingya"
    )
    assert rows["birth"]["differs"] and rows["version"]["mine"] == ["7"] and not rows["version"]["differs"]


def test_a_refusal_writes_its_day_as_the_page_around_it_does() -> None:
    from types import SimpleNamespace

    from django.utils.translation import override

    from wellknit.platform.access.refusals import NotValid
    from wellknit.protection.policies import check_spell

    other = SimpleNamespace(began_on=date(2026, 3, 2), ended_on=None)
    for language, said in (("en", "2 March 2026"), ("th", "2569")):
        with override(language), pytest.raises(NotValid, match=said):
            check_spell(date(2026, 4, 1), None, [other], date(2026, 5, 1))
