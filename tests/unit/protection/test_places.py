"""Places: beds, who lives with whom, inspections; two who take the last bed at once; custody raised outside."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from tests.harness.people import make_member, make_office, seen_by
from tests.unit.protection.conftest import opened

from wellknit.commands.acting import as_role
from wellknit.platform.access.models import Notice
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.platform.audit.models import Event
from wellknit.protection.actions import case as cases
from wellknit.protection.actions import place as places
from wellknit.protection.actions import reservation, stay
from wellknit.protection.actions.person import Who
from wellknit.protection.actions.place import House, Look
from wellknit.protection.models import Inspection, Stay

WOMEN = House("Women", 2, sexes=("female",), ages=("18+",))
GIRLS = House("Girls", 2, sexes=("female",), ages=("0-14", "15-17"))
FAMILY = House("Families", 4, kin=True)


def today() -> Any:
    return timezone.localdate()


def member(office: Any, role: str, name: str) -> Any:
    """Somebody with a role there; the second time the same."""
    from wellknit.platform.identity.models import Membership

    with as_role("owner"):
        there = (
            Membership.objects.filter(office=office, role=role, user__name=name)
            .select_related("user")
            .first()
        )
    return there.user if there else make_member(office, role, name)


def manager(cast: Any) -> Any:
    return seen_by(member(cast.shelter, "shelter_manager", f"Mana {cast.shelter.code}"), cast.shelter)


def inspector(cast: Any, name: str = "Vis Invented") -> Any:
    office = make_office("inspection", kind="ministry")
    return seen_by(make_member(office, "place_inspector", name), office)


def housed(cast: Any, *houses: House, accepting: bool = True) -> list[Any]:
    with manager(cast) as viewer:
        place = places.keep(by=viewer, accepting=accepting)
        return [places.add_unit(place, house, by=viewer) for house in houses]


def somebody(cast: Any, *, sex: str = "female", age_band: str = "18+", **more: Any) -> Any:
    with cast.as_somying() as viewer:
        who = Who(sex=sex, name_latin=f"Invented {age_band}", nationality="MM")
        return cases.open(who, cases.Opening(age_band=age_band, searched=True, **more), by=viewer)


def into(unit: Any, **more: Any) -> stay.Spell:
    given = {"began_on": today(), **more}
    return stay.Spell("shelter", "own_choice", "yes", "facility_record", unit=unit, **given)


def put(cast: Any, file: Any, spell: stay.Spell) -> Stay:
    with cast.as_somying() as viewer:
        return stay.begin(file, spell, by=viewer)


def test_a_bed_is_taken_and_given_back(cast: Any) -> None:
    (unit,) = housed(cast, House("One bed", 1, sexes=("female",), ages=("18+",)))
    first, second = somebody(cast), somebody(cast)
    there = put(cast, first, into(unit, began_on=today() - timedelta(1)))
    assert there.facility_id == cast.shelter.pk
    with pytest.raises(NotValid, match="No bed is free"):
        put(cast, second, into(unit))
    with cast.as_somying() as viewer:
        stay.end(there, by=viewer, ended_on=today())
    put(cast, second, into(unit))


def test_a_full_house_does_not_make_the_truth_unwritable(cast: Any) -> None:
    (unit,) = housed(cast, House("One bed", 1, sexes=("female",), ages=("18+",)))
    put(cast, somebody(cast), into(unit))
    there = put(cast, somebody(cast), into(unit, despite="came at night, sleeps in the office"))
    with as_role("owner"):
        assert Stay.objects.get(pk=there.pk).despite == "came at night, sleeps in the office"
        assert Event.objects.filter(event="stay.begun").latest("at").note["despite"] is True


def test_a_place_that_takes_nobody_in_says_so(cast: Any) -> None:
    (unit,) = housed(cast, WOMEN, accepting=False)
    with pytest.raises(NotValid, match="takes nobody in"):
        put(cast, somebody(cast), into(unit))


def test_a_place_with_houses_is_entered_by_a_house(cast: Any) -> None:
    housed(cast, WOMEN)
    with pytest.raises(NotValid, match="Choose the house"):
        put(
            cast,
            somebody(cast),
            stay.Spell("shelter", "own_choice", "yes", "facility_record", today(), facility=cast.shelter),
        )


@pytest.mark.parametrize(
    "house, sex, age_band, sentence",
    [
        (WOMEN, "male", "18+", "not for this sex"),
        (WOMEN, "female", "15-17", "not for this age"),
        (GIRLS, "female", "18+", "not for this age"),
        (WOMEN, "other", "18+", None),
        (WOMEN, "female", "unknown", None),
    ],
)
def test_who_may_live_with_whom(
    cast: Any, house: House, sex: str, age_band: str, sentence: str | None
) -> None:
    (unit,) = housed(cast, house)
    file = somebody(cast, sex=sex, age_band=age_band)
    if sentence is None:
        put(cast, file, into(unit))
    else:
        with pytest.raises(NotValid, match=sentence):
            put(cast, file, into(unit))


def test_who_is_presumed_a_child_lives_with_children(cast: Any) -> None:
    women, girls = housed(cast, WOMEN, GIRLS)
    file = somebody(cast, age_band="unknown", presumed_child=True)
    with pytest.raises(NotValid, match="age"):
        put(cast, file, into(women))
    put(cast, file, into(girls))


def test_a_mother_and_her_son_are_not_torn_apart(cast: Any) -> None:
    (unit,) = housed(cast, WOMEN)
    mother, son = somebody(cast), somebody(cast, sex="male", age_band="0-14")
    put(cast, mother, into(unit))
    with pytest.raises(NotValid, match="not for this sex"):
        put(cast, son, into(unit))
    put(cast, son, into(unit, with_family_of=mother))
    with as_role("owner"):
        assert len({s.household for s in Stay.objects.all()}) == 1


def test_one_family_in_a_house_for_families(cast: Any) -> None:
    (unit,) = housed(cast, FAMILY)
    mother, son, other = somebody(cast), somebody(cast, sex="male", age_band="0-14"), somebody(cast)
    put(cast, mother, into(unit))
    with pytest.raises(NotValid, match="Another family"):
        put(cast, other, into(unit))
    put(cast, son, into(unit, with_family_of=mother))
    with pytest.raises(NotValid, match="stays nowhere"):
        put(cast, other, into(unit, with_family_of=somebody(cast)))


@pytest.mark.parametrize(
    "house", [House("Mixed", 2), House("Both", 2, sexes=("female", "male"), ages=("18+",)),
              House("Ages", 2, sexes=("male",), ages=("15-17", "18+")), House("No bed", 0, sexes=("male",), ages=("18+",)),
              House(" ", 2, sexes=("male",), ages=("18+",))],
)  # fmt: skip
def test_houses_that_cannot_be(cast: Any, house: House) -> None:
    with manager(cast) as viewer:
        place = places.keep(by=viewer)
        with pytest.raises(NotValid):
            places.add_unit(place, house, by=viewer)


def test_two_take_the_last_bed_at_once_and_the_second_is_told(cast: Any) -> None:
    (unit,) = housed(cast, House("One bed", 1, sexes=("female",), ages=("18+",)))
    wants = [somebody(cast), somebody(cast)]
    gate, said = Barrier(2), []

    def take(file: Any) -> None:
        try:
            with cast.as_somying() as viewer:
                gate.wait()
                stay.begin(file, into(unit), by=viewer)
                said.append("bed")
        except NotValid as refusal:
            said.append(str(refusal))
        finally:
            connections.close_all()

    threads = [Thread(target=take, args=(file,)) for file in wants]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(s == "bed" for s in said) == [False, True]
    assert any("the last one was taken" in s for s in said)
    with as_role("owner"):
        assert Stay.objects.filter(unit=unit, ended_on=None).count() == 1


def test_two_shelters_accept_the_same_person_at_once_and_the_second_is_told(cast: Any) -> None:
    (north,) = housed(cast, WOMEN)
    cast.shelter, kept = cast.elsewhere, cast.shelter
    (south,) = housed(cast, WOMEN)
    cast.shelter = kept
    file = somebody(cast)
    with cast.as_somying() as viewer:
        cases.give_reach(file, cast.elsewhere, by=viewer, basis="shelter")
    gate, said = Barrier(2), []

    def accept(scope: Any, unit: Any) -> None:
        try:
            with scope() as viewer:
                gate.wait()
                stay.begin(file, into(unit), by=viewer)
                said.append("here")
        except NotValid as refusal:
            said.append(str(refusal))
        finally:
            connections.close_all()

    threads = [
        Thread(target=accept, args=pair) for pair in ((cast.as_somying, north), (cast.as_charlie, south))
    ]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert said.count("here") == 1
    assert any("recorded at another place" in s for s in said)


def test_moving_is_one_step(cast: Any) -> None:
    women, closed = housed(cast, WOMEN, House("Closed", 1, sexes=("female",), ages=("18+",)))
    there = put(cast, somebody(cast), into(women, began_on=today() - timedelta(3)))
    with manager(cast) as viewer:
        places.close_unit(closed, by=viewer)
    with pytest.raises(NotValid, match="closed"), cast.as_somying() as viewer:
        stay.move(there, into(closed), by=viewer)
    with as_role("owner"):
        assert Stay.objects.get(pk=there.pk).ended_on is None
    with manager(cast) as viewer, pytest.raises(NotNow, match="still lives"):
        places.close_unit(women, by=viewer)


def look(kind: str, **more: Any) -> Look:
    given = {"on": today(), "answers": {"doors": "met", "fire": "not_met"}, **more}
    return Look(kind, **given)


def test_an_inspection_overdue_warns_and_blocks_nothing(cast: Any) -> None:
    (unit,) = housed(cast, WOMEN)
    with cast.as_somying():
        assert set(stay.inspections_due(unit, today())) == {"self_assessment", "monitoring_visit"}
    put(cast, somebody(cast), into(unit))
    with as_role("owner"):
        assert Event.objects.filter(event="stay.begun").latest("at").note["inspection_overdue"] is True
    with manager(cast) as viewer:
        places.inspect(unit.place, look("self_assessment"), by=viewer)
    with inspector(cast) as viewer:
        places.inspect(unit.place, look("monitoring_visit", heard=0), by=viewer)
    with cast.as_somying():
        assert stay.inspections_due(unit, today()) == ()
        assert stay.inspections_due(unit, today() + timedelta(91)) == ("self_assessment",)
        assert Inspection.objects.count() == 2  # her own place's


def test_a_place_does_not_visit_itself_and_no_stranger_assesses_it(cast: Any) -> None:
    (unit,) = housed(cast, WOMEN)
    with inspector(cast) as viewer:
        with pytest.raises(NotYou):
            places.inspect(unit.place, look("self_assessment"), by=viewer)
        with pytest.raises(NotValid, match="how many"):
            places.inspect(unit.place, look("monitoring_visit"), by=viewer)
        with pytest.raises(NotValid, match="future"):
            places.inspect(
                unit.place, look("monitoring_visit", heard=1, on=today() + timedelta(1)), by=viewer
            )
        with pytest.raises(NotValid, match="at least one line"):
            places.inspect(
                unit.place, look("monitoring_visit", heard=1, answers={"doors": "perhaps"}), by=viewer
            )
    with manager(cast) as viewer, pytest.raises(NotYou):
        places.inspect(unit.place, look("monitoring_visit", heard=2), by=viewer)


def test_what_is_to_be_put_right_is_followed(cast: Any) -> None:
    (unit,) = housed(cast, WOMEN)
    with inspector(cast) as viewer:
        made = places.inspect(
            unit.place,
            look("monitoring_visit", heard=3, improvements=[("fire", "A second way out", today())]),
            by=viewer,
        )
        assert (made.met, made.not_met) == (1, 1)
    with manager(cast) as viewer:
        wanted = made.improvements.get()
        places.improved(wanted, by=viewer)
        with pytest.raises(NotNow):
            places.improved(wanted, by=viewer)


def test_findings_are_not_for_everybody(cast: Any) -> None:
    (unit,) = housed(cast, WOMEN)
    with manager(cast) as viewer:
        places.inspect(unit.place, look("self_assessment"), by=viewer)
    with cast.as_charlie():
        assert Inspection.objects.count() == 0


def test_only_the_place_keeps_its_beds(cast: Any) -> None:
    (unit,) = housed(cast, WOMEN)
    other = seen_by(make_member(cast.elsewhere, "shelter_manager", "Oth Invented"), cast.elsewhere)
    with other as viewer, pytest.raises(NotNow, match="its own beds"):
        places.change_unit(unit, House("Mine", 9, sexes=("female",), ages=("18+",)), by=viewer)


def test_custody_nobody_outside_watches_is_told_to_those_who_watch(cast: Any) -> None:
    """A case only the police carry: the alert must not end in the house that holds the keys."""
    with inspector(cast):
        pass
    worker = make_member(cast.police, "social_worker", "Pol Invented")
    with seen_by(worker, cast.police) as viewer:
        file = cases.open(Who(sex="male", name_latin="Held"), cases.Opening("18+", True), by=viewer)
        stay.begin(file, stay.Spell("police_cell", "none_known", "no", "persons_account", today()), by=viewer)
    with as_role("owner"):
        told = Notice.objects.filter(kind="custodial")
        assert [n.office_id for n in told] != [] and cast.police.pk not in {n.office_id for n in told}


def test_a_nurse_records_what_the_person_tells_of_a_cell(cast: Any) -> None:
    file = opened(cast)
    with seen_by(make_member(cast.shelter, "nurse", "Nur Invented"), cast.shelter) as viewer:
        night = stay.Spell(
            "police_cell",
            "none_known",
            "no",
            "persons_account",
            today() - timedelta(9),
            today() - timedelta(8),
        )
        stay.begin(file, night, by=viewer)
        with pytest.raises(NotYou):
            stay.begin(
                file, stay.Spell("shelter", "own_choice", "yes", "facility_record", today()), by=viewer
            )
    with as_role("owner"):
        assert Notice.objects.filter(kind="custodial", office_id=cast.shelter.pk).count() == 1


def soon(hours: int = 6) -> Any:
    return timezone.now() + timedelta(hours=hours)


def test_a_kept_bed_counts_as_taken_and_is_hers_when_she_comes(cast: Any) -> None:
    (unit,) = housed(cast, House("One bed", 1, sexes=("female",), ages=("18+",)))
    expected, other = somebody(cast), somebody(cast)
    with cast.as_somying() as viewer:
        reservation.keep(expected, unit, until=soon(), by=viewer)
        assert places.taken(unit) == 1
    with cast.as_somying() as viewer, pytest.raises(NotValid, match="No bed"):
        reservation.keep(other, unit, until=soon(), by=viewer)
    with pytest.raises(NotValid, match="No bed"):
        put(cast, other, into(unit))
    assert put(cast, expected, into(unit)).despite is None
    with cast.as_somying() as viewer:
        assert places.taken(unit) == 1 and reservation.held_for(expected) is None


def test_a_kept_bed_is_free_again_when_its_time_is_over_or_it_is_given_back(cast: Any) -> None:
    (unit,) = housed(cast, House("One bed", 1, sexes=("female",), ages=("18+",)))
    first, second, third = somebody(cast), somebody(cast), somebody(cast)
    with cast.as_somying() as viewer:
        made = reservation.keep(first, unit, until=soon(), by=viewer)
    with as_role("owner"):
        type(made).objects.filter(pk=made.pk).update(until=timezone.now() - timedelta(seconds=1))
    with cast.as_somying() as viewer:
        assert places.taken(unit) == 0 and reservation.held_for(first) is None, "nobody did anything"
        back = reservation.keep(second, unit, until=soon(), by=viewer)
        reservation.give_back(back, by=viewer)
        assert places.taken(unit) == 0
        reservation.keep(first, unit, until=soon(), by=viewer)
        with pytest.raises(NotNow, match="already"):
            reservation.keep(first, unit, until=soon(), by=viewer)
        with pytest.raises(NotNow):
            reservation.give_back(back, by=viewer)
    with cast.as_somying() as viewer, pytest.raises(NotValid, match="three days"):
        reservation.keep(third, unit, until=soon(100), by=viewer)


def test_the_house_sees_that_a_bed_is_kept_and_not_for_whom(cast: Any) -> None:
    from django.test import Client
    from tests.harness.people import sign_in

    (unit,) = housed(cast, WOMEN)
    with cast.as_charlie() as viewer:
        who = Who(sex="female", name_latin="Zznamezz", nationality="MM")
        theirs = cases.open(who, cases.Opening(age_band="18+", searched=True), by=viewer)
    charlie = sign_in(Client(), cast.charlie, cast.elsewhere)
    assert (
        charlie.post(f"/cases/{theirs.pk}/stays/keep/", {"unit": str(unit.pk), "hours": "24"}).status_code
        == 302
    )
    page = charlie.get(f"/cases/{theirs.pk}/stays/").content.decode()
    assert "A bed is kept in Women" in page and "Give the bed back" in page
    boss = sign_in(
        Client(), member(cast.shelter, "shelter_manager", f"Mana {cast.shelter.code}"), cast.shelter
    )
    house = boss.get(f"/places/{unit.place_id}/").content.decode()
    assert (
        "1 of them kept for somebody on the way" in house
        and "Zznamezz" not in house
        and theirs.code not in house
    )
    kept = reservation.Reservation
    with as_role("owner"):
        (row,) = kept.objects.all()
    outsider = sign_in(Client(), cast.member, cast.police)
    assert outsider.post(f"/stays/kept/{row.pk}/back/").status_code in {403, 404}
    assert charlie.post(f"/stays/kept/{row.pk}/back/").status_code == 302
    assert "Keep a bed for her" in charlie.get(f"/cases/{theirs.pk}/stays/").content.decode()
