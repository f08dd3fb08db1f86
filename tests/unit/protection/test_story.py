"""The thin story through the verbs: referred, recorded, identified, sheltered, closed; and what is refused."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connections
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.harness.people import make_member, sign_in
from tests.unit.protection.conftest import opened, told

from wellknit.commands.acting import as_role
from wellknit.lib.names.keys import PersonNames
from wellknit.platform.access.models import BreakGlass, Grant, Notice
from wellknit.platform.access.refusals import Conflict, NotNow, NotValid, NotYou
from wellknit.protection.actions import case, emergency, identification, person, referral, screening, stay
from wellknit.protection.actions.identification import Grounds
from wellknit.protection.actions.person import Who
from wellknit.protection.models import Case, Clock, Identification, Opinion, Person, Stay
from wellknit.protection.queries import casefile, people
from wellknit.protection.queries.worklist import Filters, worklist

ALL = Grounds(("recruitment",), ("deception",), ("forced_labour",))


def today() -> Any:
    return timezone.localdate()


def test_from_the_border_to_the_shelter(cast: Any) -> None:
    with cast.as_nok() as viewer:
        sent = screening.submit(told(), by=viewer, to_office=cast.shelter).referral
    with cast.as_somying() as viewer:
        taken = referral.accept(sent, by=viewer)
        found = people.search(viewer, PersonNames(("Zznamezz",)))
        assert found == []
        who = Who(sex="female", name_native="ZZNAMEZZ", name_latin="Zznamezz", nationality="MM")
        file = case.open(who, case.Opening(age_band="18+", searched=True), by=viewer, referral=taken)
        stay.begin(
            file,
            stay.Spell("shelter", "own_choice", "yes", "facility_record", today(), facility=cast.shelter),
            by=viewer,
        )
    with cast.as_somying() as viewer:
        assert [r.code for r in worklist(viewer, Filters()).rows] == [file.code]
        assert casefile.case_file(viewer, file.pk).case.person.name_native == "ZZNAMEZZ"
        assert [f.person.pk for f in people.search(viewer, PersonNames(("zznamez",)))] == [file.person_id]
    with as_role("owner"):
        assert Clock.objects.get(referral_id=sent.pk).outcome == "met"


def test_outside_is_not_found(cast: Any) -> None:
    file = opened(cast)
    with cast.as_charlie() as viewer:
        with pytest.raises(Http404):
            casefile.case_file(viewer, file.pk)
        with pytest.raises(Http404):
            people.person(viewer, file.person_id)
        assert people.search(viewer, PersonNames(("Ma Thiri",))) == []
        assert worklist(viewer, Filters()).count == 0
        assert Person.objects.count() == Case.objects.count() == Stay.objects.count() == 0


def test_search_first(cast: Any) -> None:
    with pytest.raises(NotNow, match="Search first"):
        opened(cast, searched=False)


def test_a_case_without_a_name_says_why(cast: Any) -> None:
    with cast.as_somying() as viewer:
        with pytest.raises(NotValid, match="name"):
            case.open(Who(sex="female"), case.Opening("18+", True), by=viewer)
        assert case.open(Who(sex="female", unnamed=True), case.Opening("18+", True), by=viewer).code


def test_one_referral_one_case(cast: Any) -> None:
    with cast.as_nok() as viewer:
        sent = screening.submit(told(), by=viewer, to_office=cast.shelter).referral
    who = Who(sex="female", name_latin="Zznamezz")
    with cast.as_somying() as viewer:
        with pytest.raises(NotNow, match="Accept"):
            case.open(who, case.Opening("18+", True), by=viewer, referral=sent)
        taken = referral.accept(sent, by=viewer)
        case.open(who, case.Opening("18+", True), by=viewer, referral=taken)
        with pytest.raises(NotNow, match="already"):
            case.open(who, case.Opening("18+", True), by=viewer, referral=taken)


def test_two_presses_at_once_open_one_case(cast: Any) -> None:
    with cast.as_nok() as viewer:
        sent = screening.submit(told(), by=viewer, to_office=cast.shelter).referral
    with cast.as_somying() as viewer:
        taken = referral.accept(sent, by=viewer)
    heard: list[str] = []
    ready = threading.Barrier(2)

    def press() -> None:
        try:
            with cast.as_somying() as viewer:
                ready.wait(10)
                who = Who(sex="female", name_latin="Zznamezz")
                case.open(who, case.Opening("18+", True), by=viewer, referral=taken)
            heard.append("opened")
        except NotNow as refusal:
            heard.append(refusal.sentence)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _press in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(heard)[1] == "opened" and "already opened" in sorted(heard)[0], heard
    with as_role("owner"):
        assert Case.objects.filter(referral=taken).count() == 1


def test_only_the_sender_sees_the_page_of_what_was_sent(cast: Any) -> None:
    with cast.as_nok() as viewer:
        sent = screening.submit(told(), by=viewer, to_office=cast.shelter).referral
    receiver = sign_in(Client(), make_member(cast.shelter, "first_responder", "Front Desk"), cast.shelter)
    sender = sign_in(Client(), cast.nok, cast.border)
    for name in ("referral_sent", "referral_answer", "referral_withdraw", "referral_send_on"):
        where = reverse(name, args=[sent.pk])
        assert receiver.get(where).status_code == 404, name
        assert sender.get(where).status_code == 200, name


def test_nobody_is_shown_a_form_that_may_not_be_sent(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        spell = stay.Spell("shelter", "own_choice", "yes", "facility_record", today(), facility=cast.shelter)
        there = stay.begin(file, spell, by=viewer)
        case.give_reach(file, cast.police, by=viewer, basis="identification")
    assert (
        sign_in(Client(), cast.member, cast.police).get(reverse("stay_end", args=[there.pk])).status_code
        == 403
    )
    assert (
        sign_in(Client(), cast.somying, cast.shelter).get(reverse("stay_end", args=[there.pk])).status_code
        == 200
    )


def test_two_people_edit_and_the_second_sees_what_changed(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        case.change(file, {"exploitation": "forced_labour"}, by=viewer, version=1)
    with pytest.raises(Conflict) as conflict, cast.as_somying() as viewer:
        case.change(file, {"exploitation": "begging"}, by=viewer, version=1)
    assert conflict.value.theirs["exploitation"] == "forced_labour"
    assert conflict.value.theirs["version"] == 2


def test_a_corrected_name_is_found_and_the_old_one_is_not(cast: Any) -> None:
    file = opened(cast)
    who = Who(sex="female", name_latin="Khin Myat Noe", nationality="MM")
    with cast.as_somying() as viewer:
        person.correct(file.person, who, by=viewer, version=1)
    with cast.as_somying() as viewer:
        assert people.search(viewer, PersonNames(("Khin Myat Noe",)))
        assert not people.search(viewer, PersonNames(("Ma Thiri",)))


def let_in(cast: Any, file: Any) -> None:
    with cast.as_somying() as viewer:
        case.give_reach(file, cast.police, by=viewer, basis="team")


def test_reach_is_given_by_who_holds_and_taken_back(cast: Any) -> None:
    file = opened(cast)
    with pytest.raises(DatabaseError, match="not yours"), cast.as_charlie() as viewer:
        case.give_reach(file, cast.elsewhere, by=viewer, basis="team")
    let_in(cast, file)
    with cast.as_member() as viewer:
        assert casefile.case(viewer, file.pk).code == file.code
    with cast.as_somying() as viewer:
        case.end_reach(
            file, Grant.objects.filter(case_id=file.pk).first() and _grant_of(cast.police), by=viewer
        )
    with cast.as_member() as viewer, pytest.raises(Http404):
        casefile.case(viewer, file.pk)


def _grant_of(office: Any) -> Any:
    with as_role("owner"):
        return Grant.objects.get(office_id=office.pk, until=None).pk


def test_a_team_identifies(cast: Any) -> None:
    file = opened(cast)
    let_in(cast, file)
    with cast.as_somying() as viewer:
        begun = identification.begin(file, by=viewer)
        procedure = identification.procedure_of(begun)
        with pytest.raises(NotNow):
            identification.begin(file, by=viewer)
    kinds = list(procedure.quorum.kinds) or list(procedure.member_kinds)
    with cast.as_chair() as viewer, pytest.raises(NotNow):
        identification.decide(begun, by=viewer, result="recognised", grounds=ALL, reasons="x")
    views = [(cast.as_somying, kinds[0]), (cast.as_member, kinds[-1])]
    from tests.harness.people import make_member, seen_by

    for number in range(procedure.quorum.members):
        if number < 2:
            scope, kind = views[number]
        else:
            extra = make_member(cast.shelter, "mdt_member", f"Extra Member {number}")
            scope, kind = (lambda u=extra: seen_by(u, cast.shelter)), kinds[number % len(kinds)]
        with scope() as viewer:
            identification.give_opinion(
                begun, by=viewer, member_kind=kind, view="recognised", grounds=ALL, reasons="because"
            )
    with cast.as_chair() as viewer:
        done = identification.decide(
            begun, by=viewer, result="recognised", grounds=ALL, reasons="act, means, purpose"
        )
        assert done.state == "recognised"
    with cast.as_somying() as viewer:
        assert worklist(viewer, Filters(identification="recognised")).count == 1


def blind(owner: Any) -> None:
    """Turns the one begun identification into one of two blind members (as other charters have it)."""
    from wellknit.lib.policydata import load_all
    from wellknit.lib.policykinds import PROCEDURES

    two = next(p for p in load_all(PROCEDURES) if p.kind == "two_blind_members")
    owner.execute(
        "UPDATE protection_identification SET procedure = %s, procedure_version = %s, opinions_open = false",
        [two.id, two.version],
    )


def test_blind_members_do_not_see_each_other_until_both_have_written(cast: Any, owner_cursor: Any) -> None:
    file = opened(cast)
    let_in(cast, file)
    with cast.as_somying() as viewer:
        begun = identification.begin(file, by=viewer)
    blind(owner_cursor)
    with cast.as_somying() as viewer:
        identification.give_opinion(
            begun, by=viewer, member_kind="social_worker", view="recognised", grounds=ALL, reasons="one"
        )
    with cast.as_member():
        assert Opinion.objects.count() == 0
    with cast.as_chair() as viewer, pytest.raises(NotNow):
        identification.decide(begun, by=viewer, result="recognised", grounds=ALL, reasons="x")
    with cast.as_member() as viewer:
        identification.give_opinion(
            begun, by=viewer, member_kind="police", view="not_recognised", grounds=Grounds(), reasons="two"
        )
    with cast.as_member():
        assert Opinion.objects.count() == 2
    with cast.as_chair() as viewer, pytest.raises(NotNow, match="differ"):
        identification.decide(begun, by=viewer, result="recognised", grounds=ALL, reasons="x")


def test_one_opinion_each(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        begun = identification.begin(file, by=viewer)
        kind = identification.procedure_of(begun).member_kinds[0]
        identification.give_opinion(
            begun, by=viewer, member_kind=kind, view="recognised", grounds=ALL, reasons="one"
        )
        with pytest.raises(NotNow, match="already"):
            identification.give_opinion(
                begun, by=viewer, member_kind=kind, view="recognised", grounds=ALL, reasons="two"
            )


def test_pending_says_what_is_missing_and_starts_its_clock(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        begun = identification.begin(file, by=viewer)
    with cast.as_chair() as viewer:
        with pytest.raises(NotValid, match="missing"):
            identification.decide(begun, by=viewer, result="pending", grounds=Grounds())
        identification.decide(begun, by=viewer, result="pending", grounds=Grounds(), missing=("interpreter",))
    with as_role("owner"):
        assert Identification.objects.get().state == "pending"
        assert Clock.objects.filter(case_id=file.pk, stopped_at=None).exists()


@pytest.mark.parametrize("kind", ["police_cell", "immigration_detention"])
def test_a_cell_raises_an_alert_outside_its_keeper(cast: Any, kind: str) -> None:
    file = opened(cast)
    let_in(cast, file)
    with cast.as_somying() as viewer:
        stay.begin(file, stay.Spell(kind, "none_known", "no", "persons_account", today()), by=viewer)
    with as_role("owner"):
        assert [n.office_id for n in Notice.objects.filter(kind="custodial")] == [cast.shelter.pk]
        assert Stay.objects.get().custodial


@pytest.mark.parametrize(
    "began, ended, sentence",
    [(0, -1, "ends before"), (1, None, "future"), (-5, 1, "future"), (-2, None, "another place")],
)
def test_stays_that_cannot_be(cast: Any, began: int, ended: int | None, sentence: str) -> None:
    file = opened(cast)
    day = today()
    with cast.as_somying() as viewer:
        stay.begin(
            file,
            stay.Spell(
                "shelter", "own_choice", "yes", "facility_record", day - timedelta(4), day - timedelta(1)
            ),
            by=viewer,
        )
    end = None if ended is None else day + timedelta(ended)
    spell = stay.Spell("hospital", "own_choice", "yes", "office_knowledge", day + timedelta(began), end)
    with pytest.raises(NotValid, match=sentence), cast.as_somying() as viewer:
        stay.begin(file, spell, by=viewer)


def test_moving_on_the_same_day_is_no_overlap(cast: Any) -> None:
    file = opened(cast)
    day = today() - timedelta(3)
    with cast.as_somying() as viewer:
        first = stay.begin(
            file, stay.Spell("hospital", "own_choice", "yes", "office_knowledge", day), by=viewer
        )
        stay.end(first, by=viewer, ended_on=day + timedelta(1))
        stay.begin(
            file, stay.Spell("shelter", "own_choice", "yes", "facility_record", day + timedelta(1)), by=viewer
        )


def test_closing_has_a_reason_and_nobody_is_left_at_a_place(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        with pytest.raises(NotValid, match="reason"):
            case.close(file, by=viewer, reason="")
        living = stay.begin(
            file, stay.Spell("shelter", "own_choice", "yes", "facility_record", today()), by=viewer
        )
        with pytest.raises(NotNow, match="place"):
            case.close(file, by=viewer, reason="stayed")
        stay.end(living, by=viewer, ended_on=today())
        case.close(file, by=viewer, reason="stayed")
        with pytest.raises(NotNow, match="closed"):
            stay.begin(
                file, stay.Spell("shelter", "own_choice", "yes", "facility_record", today()), by=viewer
            )
        case.reopen(file, by=viewer)
    with as_role("owner"):
        assert Case.objects.get().state == "open"


def test_break_glass_opens_for_three_hours_one_person_and_tells_the_holder(cast: Any) -> None:
    from tests.harness.people import make_member, seen_by

    file = opened(cast)
    with cast.as_charlie() as viewer:
        with pytest.raises(NotValid, match="why"):
            emergency.break_glass(file.code, "x", by=viewer)
        with pytest.raises(NotValid, match="code"):
            emergency.break_glass("TH-0000-0000", "She collapsed at our door.", by=viewer)
        emergency.break_glass(file.code.lower(), "She collapsed at our door.", by=viewer)
    with cast.as_charlie() as viewer:
        assert casefile.case(viewer, file.pk).code == file.code
    other = make_member(cast.elsewhere, "social_worker", "Colleague Outside")
    with seen_by(other, cast.elsewhere) as viewer, pytest.raises(Http404):
        casefile.case(viewer, file.pk)
    with as_role("owner"):
        grant = Grant.objects.get(basis="break-glass")
        assert timedelta(hours=2, minutes=59) < grant.until - grant.since <= timedelta(hours=3)
        assert [n.office_id for n in Notice.objects.filter(kind="break-glass")] == [cast.shelter.pk]
    with pytest.raises(NotYou), cast.as_charlie() as viewer:
        emergency.review_break_glass(BreakGlass.objects.get(), by=viewer, verdict="justified")


def test_break_glass_ends(cast: Any, super_cursor: Any) -> None:
    file = opened(cast)
    with cast.as_charlie() as viewer:
        emergency.break_glass(file.code, "She collapsed at our door.", by=viewer)
    super_cursor.execute("UPDATE access_grant SET until = now() WHERE basis = 'break-glass'")
    with cast.as_charlie() as viewer, pytest.raises(Http404):
        casefile.case(viewer, file.pk)


def test_asking_elsewhere_tells_the_holder_and_not_the_asker(cast: Any) -> None:
    opened(cast)
    with cast.as_charlie() as viewer:
        known = emergency.ask_elsewhere(PersonNames(("Ma Thiri",)), by=viewer)
        unknown = emergency.ask_elsewhere(PersonNames(("Somebody Else",)), by=viewer)
        assert known is unknown is None
        assert Notice.objects.count() == 0
    with cast.as_somying():
        assert Notice.objects.filter(kind="enquiry").count() == 1


def test_ten_questions_a_day(cast: Any) -> None:
    for _ in range(10):
        with cast.as_charlie() as viewer:
            emergency.ask_elsewhere(PersonNames(("Nobody",)), by=viewer)
    with pytest.raises(DatabaseError, match="too many"), cast.as_charlie() as viewer:
        emergency.ask_elsewhere(PersonNames(("Nobody",)), by=viewer)


def test_declined_is_sent_on_and_nobody_is_lost(cast: Any) -> None:
    with cast.as_nok() as viewer:
        sent = screening.submit(told(), by=viewer, to_office=cast.shelter).referral
    with cast.as_somying() as viewer:
        with pytest.raises(NotValid):
            referral.decline(sent, by=viewer, reason="")
        referral.decline(sent, by=viewer, reason="no_capacity")
    with cast.as_nok() as viewer:
        again = referral.send_on(sent, to_office=cast.elsewhere, by=viewer)
        with pytest.raises(NotNow, match="already"):
            referral.send_on(sent, to_office=cast.elsewhere, by=viewer)
    with cast.as_charlie() as viewer:
        assert referral.accept(again, by=viewer).state == "accepted"
    with pytest.raises(Http404), cast.as_somying() as viewer:
        referral.accept(again, by=viewer)
