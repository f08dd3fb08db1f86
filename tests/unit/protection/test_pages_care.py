"""The pages of plan, places and quality as different roles see them, through the whole server."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.harness.people import make_member, make_office, seen_by, sign_in
from tests.unit.protection.conftest import opened

from wellknit.commands.acting import as_role
from wellknit.platform.audit.models import Event
from wellknit.protection.actions import care, place, stay
from wellknit.protection.actions.care import Asked, Offer
from wellknit.protection.actions.place import House
from wellknit.protection.models import (
    CarePlan,
    Complaint,
    Disclosure,
    Incident,
    Inspection,
    Service,
    Stay,
    WorkPath,
)


def today() -> Any:
    return timezone.localdate()


def day(offset: int = 0) -> str:
    """A day as an officer here would type it."""
    found = today() + timedelta(offset)
    return f"{found.day} {found.month} {found.year} CE"


class Desk:
    """The shelter with its staff, each with a browser of her own."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        self.users = {
            "social_worker": cast.somying,
            "shelter_manager": make_member(cast.shelter, "shelter_manager", "Mana Invented"),
            "supervisor": make_member(cast.shelter, "supervisor", "Sup Invented"),
            "nurse": make_member(cast.shelter, "nurse", "Nur Invented"),
        }
        self.outside = make_office("inspection", kind="ministry")
        self.users["place_inspector"] = make_member(self.outside, "place_inspector", "Vis Invented")

    def as_(self, role: str) -> Client:
        office = self.outside if role == "place_inspector" else self.cast.shelter
        return sign_in(Client(), self.users[role], office)

    def house(self) -> Any:
        with seen_by(self.users["shelter_manager"], self.cast.shelter) as viewer:
            return place.add_unit(place.keep(by=viewer), House("Women", 2, ("female",), ("18+",)), by=viewer)


@pytest.fixture
def desk(cast: Any) -> Desk:
    return Desk(cast)


def text(response: Any) -> str:
    """What stands on the page, without its markup's line breaks."""
    return " ".join(html.unescape(response.content.decode()).split())


def sent(client: Client, where: str, *args: Any, **data: Any) -> Any:
    """Post a form and follow it; what is wrong is shown by the assertion."""
    response = client.post(reverse(where, args=args), data, follow=True)
    wrong = (
        re.findall(r'error-message">(.*?)</p>', text(response), re.S)
        if response["Content-Type"].startswith("text/html")
        else []
    )
    assert response.status_code == 200, (response.status_code, wrong or text(response)[:3000])
    return response


def test_the_plan_from_the_first_wish_to_the_paper(desk: Desk) -> None:
    file = opened(desk.cast)
    client = desk.as_("social_worker")
    assert "No wish is written down yet" in text(client.get(reverse("care_plan", args=[file.pk])))
    sent(client, "goal_add", file.pk, words="ချုပ်စက် သင်ချင်တယ်", language="my")
    sent(
        client,
        "needs",
        file.pk,
        line_school="now",
        line_home="no",
        took_part="with_interpreter",
        language="my",
        on=day(),
    )
    page = sent(client, "risk", file.pk, line_threats="yes", took_part="in_person", language="my", on=day())
    assert "High risk" in text(page) and "School" in text(page)
    sent(
        client, "offer", file.pk, code="vocational_training", provider=str(desk.cast.shelter.pk), agreed="on"
    )
    with as_role("owner"):
        given = Service.objects.get()
    sent(client, "session_add", given.pk, on=day(), minutes="60", came="on")
    sent(client, "service_hear", given.pk, view="helped", version=3)
    page = sent(client, "service_turn", given.pk, "finish", outcome="reached", on=day(), version=4)
    assert "Finished" in text(page)
    for language, words in (("en", "by which you have to leave"), ("th", "แผนของคุณ"), ("my", "သင်၏ အစီအစဉ်")):
        sheet = text(client.get(reverse("plan_sheet", args=[file.pk, language])))
        assert words in sheet and "ချုပ်စက်" in sheet and "Thiri" not in sheet
    page = sent(
        client,
        "plan_talk",
        file.pk,
        answer="partly",
        took_part="with_interpreter",
        language="my",
        interpreter="on",
    )
    assert "သင်၏ အစီအစဉ်" in text(page)
    with as_role("owner"):
        plan = CarePlan.objects.get()
    printed = client.post(reverse("plan_frozen", args=[plan.pk]))
    assert printed.content[:5] == b"%PDF-" and file.code in printed["Content-Disposition"]
    printed = client.post(reverse("plan_sheet_pdf", args=[file.pk, "lo"]))
    assert printed.content[:5] == b"%PDF-"
    with as_role("owner"):
        assert list(Disclosure.objects.values_list("basis", "recipient")) == [("own_file", "person")] * 2
    timeline = text(client.get(reverse("case", args=[file.pk])))
    assert "Plan talked over" in timeline and "ချုပ်စက်" in timeline


def test_each_form_can_be_opened(desk: Desk) -> None:
    file = opened(desk.cast)
    client = desk.as_("social_worker")
    for name in (
        "needs",
        "risk",
        "goal_add",
        "offer",
        "plan_talk",
        "work_wish",
        "conference_hold",
        "stay_begin",
    ):
        assert client.get(reverse(name, args=[file.pk])).status_code == 200, name
    for name in (
        "incident_report",
        "complaint_receive",
        "peer_begin",
        "places",
        "peer_groups",
        "incidents",
        "complaints",
    ):
        assert client.get(reverse(name)).status_code == 200, name
    assert "0-3" not in text(client.get(reverse("offer", args=[file.pk])))


def test_outside_nothing_of_the_plan_is_found(desk: Desk) -> None:
    file = opened(desk.cast)
    client = sign_in(Client(), desk.cast.charlie, desk.cast.elsewhere)
    with desk.cast.as_somying() as viewer:
        given = care.propose(file, Offer("education"), by=viewer)
    for name, thing in (("care_plan", file), ("conferences", file), ("service", given), ("needs", file)):
        assert client.get(reverse(name, args=[thing.pk])).status_code == 404, name


def test_work_is_agreed_inside_the_province(desk: Desk) -> None:
    file = opened(desk.cast)
    client = desk.as_("social_worker")
    sent(client, "work_wish", file.pk, on=day())
    with as_role("owner"):
        path = WorkPath.objects.get()
    sent(client, "work_step", path.pk, "apply_stay", on=day(), version=1)
    sent(client, "work_step", path.pk, "coordinate", on=day(), version=2)
    refused = client.post(
        reverse("work_step", args=[path.pk, "agree"]), {"employer": "X", "on": day(), "version": 3}
    )
    assert refused.status_code == 422 and "province" in text(refused)
    page = sent(
        client,
        "work_step",
        path.pk,
        "agree",
        employer="Invented Garments",
        province="Tak",
        wage_kept="on",
        on=day(),
        version=3,
    )
    assert "Agreed with the employer" in text(page)


def test_health_is_not_even_a_tab_for_others(desk: Desk) -> None:
    file = opened(desk.cast)
    nurse, worker = desk.as_("nurse"), desk.as_("social_worker")
    sent(nurse, "health_write", file.pk, kind="test", on=day(), text="ZZRESULTZZ")
    assert "ZZRESULTZZ" in text(nurse.get(reverse("health_part", args=[file.pk])))
    sent(nurse, "health_advise", file.pk, text="rest for a week", no_travel="on")
    refused = worker.get(reverse("health_part", args=[file.pk]))
    assert refused.status_code == 403 and "ZZRESULTZZ" not in text(refused)
    page = text(worker.get(reverse("care_plan", args=[file.pk])))
    assert "rest for a week" in page and reverse("health_part", args=[file.pk]) not in page
    for name in ("case", "care_plan", "case_summary"):
        assert "ZZRESULTZZ" not in text(worker.get(reverse(name, args=[file.pk])))


def test_a_manager_keeps_beds_and_an_inspector_visits(desk: Desk) -> None:
    manager, inspector = desk.as_("shelter_manager"), desk.as_("place_inspector")
    sent(manager, "place_keep", accepting="on", languages=["my", "th"])
    refused = manager.post(
        reverse("unit_add"), {"name": "All", "beds": "4", "sexes": ["female", "male"], "ages": ["18+"]}
    )
    assert refused.status_code == 422 and "do not sleep in one house" in text(refused)
    page = sent(manager, "unit_add", name="Women", beds="4", sexes=["female"], ages=["18+"], with_family="on")
    assert "overdue" in text(page) and "0 of 4 beds taken" in text(page)
    with as_role("owner"):
        from wellknit.protection.models import Place

        here = Place.objects.get()
    for client, kind, status in ((manager, "self_assessment", 200), (manager, "monitoring_visit", 403),
                                 (inspector, "monitoring_visit", 200), (inspector, "self_assessment", 403)):  # fmt: skip
        assert client.get(reverse("place_look", args=[here.pk, kind])).status_code == status
    sent(manager, "place_look", here.pk, "self_assessment", line_doors="met", line_fire="partly", on=day())
    sent(inspector, "place_look", here.pk, "monitoring_visit", line_doors="not_met", heard="3", on=day(),
         standard_1="doors", what_1="Keys go to those who live here", due_1=day(14))  # fmt: skip
    page = text(manager.get(reverse("place", args=[here.pk])))
    assert "Keys go to those who live here" in page and "overdue" not in page
    with as_role("owner"):
        visit = Inspection.objects.get(kind="monitoring_visit")
        wanted = visit.improvements.get()
    assert "Not met" in text(manager.get(reverse("inspection", args=[visit.pk])))
    sent(manager, "improved", wanted.pk)
    assert (
        desk.as_("social_worker").get(reverse("inspection", args=[visit.pk])).status_code == 200
    )  # her own house
    outsider = sign_in(Client(), desk.cast.charlie, desk.cast.elsewhere)
    assert outsider.get(reverse("inspection", args=[visit.pk])).status_code == 404
    assert "4 beds free" in text(outsider.get(reverse("places")))


SPELL = {"kind": "shelter", "legal_basis": "own_choice", "voluntary": "yes", "source": "facility_record"}


def test_a_stay_with_a_warning_and_one_that_needs_a_reason(desk: Desk) -> None:
    unit = desk.house()
    file = opened(desk.cast)
    client = desk.as_("social_worker")
    page = sent(client, "stay_begin", file.pk, unit=str(unit.pk), began_on=day(), **SPELL)
    assert "monitoring visit to this place is overdue" in text(page) and "0 nights in shelters" in text(page)
    second, third = opened(desk.cast), opened(desk.cast)
    sent(client, "stay_begin", second.pk, unit=str(unit.pk), began_on=day(), **SPELL)
    full = client.post(
        reverse("stay_begin", args=[third.pk]), {"unit": str(unit.pk), "began_on": day(), **SPELL}
    )
    assert full.status_code == 422 and "No bed is free" in text(full)
    wrong = client.post(
        reverse("stay_begin", args=[third.pk]),
        {"unit": str(unit.pk), "began_on": day(), "family_code": "TH-X", **SPELL},
    )
    assert wrong.status_code == 422 and "has this code" in text(wrong)
    page = sent(
        client, "stay_begin", third.pk, unit=str(unit.pk), began_on=day(), despite="came at night", **SPELL
    )
    assert "came at night" in text(page) and "Shelter North, Women" in text(page)
    with as_role("owner"):
        assert Stay.objects.filter(unit=unit).count() == 3


def test_incidents_and_complaints_go_their_way(desk: Desk) -> None:
    worker, manager, supervisor = (
        desk.as_("social_worker"),
        desk.as_("shelter_manager"),
        desk.as_("supervisor"),
    )
    page = sent(
        worker, "incident_report", kind="restraint", severity="harm", on=day(), what="a door was locked"
    )
    assert "watch from outside have been told" in text(page)
    with as_role("owner"):
        incident = Incident.objects.get()
    sent(manager, "incident_turn", incident.pk, "handle", done="the lock was taken off", version=1)
    sent(supervisor, "incident_turn", incident.pk, "close")
    about = str(desk.users["shelter_manager"].pk)
    sent(
        worker,
        "complaint_receive",
        giver="person",
        subject="staff",
        about=about,
        words="she shouts",
        on=day(),
    )
    with as_role("owner"):
        complaint = Complaint.objects.get()
    assert manager.get(reverse("complaint", args=[complaint.pk])).status_code == 404
    sent(
        supervisor, "complaint_turn", complaint.pk, "answer", answer="we spoke", result="put_right", version=1
    )
    sent(supervisor, "complaint_turn", complaint.pk, "not_content")
    inspector = desk.as_("place_inspector")
    assert "she shouts" in text(inspector.get(reverse("complaint", args=[complaint.pk])))
    home = text(inspector.get(reverse("home")))
    assert "Watched from outside" in home and "How somebody was treated" in home


def test_an_audit_and_a_conference(desk: Desk) -> None:
    file = opened(desk.cast)
    supervisor, worker = desk.as_("supervisor"), desk.as_("social_worker")
    sent(worker, "conference_hold", file.pk, kind="planning", on=day(), person_there="in_person", persons_view="I want school",
         discussed="the plan", present="shelter\nministry", what_1="enrol", owner_1=str(desk.cast.shelter.pk), due_1=day(7))  # fmt: skip
    page = text(worker.get(reverse("conferences", args=[file.pk])))
    assert "I want school" in page and "enrol" in page
    page = sent(supervisor, "file_audit_draw", size="3")
    with as_role("owner"):
        from wellknit.protection.models import AuditedFile

        sampled = AuditedFile.objects.get()
    sent(supervisor, "audited_file", sampled.pk, line_explained="yes", line_in_time="no")
    page = sent(supervisor, "file_audit_finish", sampled.audit_id, summary="steps are late", version=1)
    assert "steps are late" in text(page) and "What was found" in text(page)
    assert worker.get(reverse("file_audits")).status_code == 403


def test_the_numbers_of_the_week_hold_no_name(desk: Desk) -> None:
    unit = desk.house()
    file = opened(desk.cast)
    monday = today() - timedelta(today().weekday() + 7)
    held = opened(desk.cast)
    with desk.cast.as_somying() as viewer:
        stay.begin(
            file,
            stay.Spell("shelter", "own_choice", "yes", "facility_record", monday + timedelta(2), unit=unit),
            by=viewer,
        )
    with desk.cast.as_somying() as viewer:
        stay.begin(
            held, stay.Spell("police_cell", "none_known", "no", "persons_account", monday, monday), by=viewer
        )
        care.assess_risk(file, Asked({"threats": "yes"}, "in_person", monday), by=viewer)
        given = care.propose(file, Offer("education", agreed=True), by=viewer)
        care.add_session(given, by=viewer, on=monday + timedelta(4))
    manager = desk.as_("shelter_manager")
    page = text(manager.get(reverse("week")))
    assert "မသီရိ" not in page and "Thiri" not in page and file.code not in page
    rows = dict(re.findall(r'<th scope="row"[^>]*>(.*?)</th>\s*<td[^>]*>(.*?)</td>', page, re.S))
    assert rows["Bed-nights"].strip() == "5" and rows["Days of persons in a cell or centre"].strip() == "1"
    assert rows["Came"].strip() == "1" and rows["People there on Sunday night"].strip() == "1"
    taken = manager.get(reverse("week_file", args=["csv"]))
    assert "Bed-nights" in text(taken) and file.code not in text(taken)
    assert manager.get(reverse("week_file", args=["xlsx"])).content[:2] == b"PK"
    assert desk.as_("social_worker").get(reverse("week")).status_code == 403
    with as_role("owner"):
        assert Event.objects.filter(event="numbers.taken").count() == 2


def test_custody_nobody_watches_stands_on_the_inspectors_page(desk: Desk) -> None:
    worker = make_member(desk.cast.police, "social_worker", "Pol Invented")
    with seen_by(worker, desk.cast.police) as viewer:
        from wellknit.protection.actions import case
        from wellknit.protection.actions.person import Who

        held = case.open(Who(sex="male", name_latin="Held"), case.Opening("18+", True), by=viewer)
        stay.begin(held, stay.Spell("police_cell", "none_known", "no", "persons_account", today()), by=viewer)
    inspector = desk.as_("place_inspector")
    home = text(inspector.get(reverse("home")))
    assert "was held in a cell" in home and held.code not in home
    with as_role("owner"):
        from wellknit.platform.access.models import Notice

        notice = Notice.objects.get(kind="custodial", office_id=desk.outside.pk)
    assert "was held in a cell" not in text(sent(inspector, "watch_seen", notice.pk))


def test_the_plan_costs_the_same_whatever_it_holds(desk: Desk) -> None:
    """Queries of the pages are constant: one service or twelve."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts: dict[str, list[int]] = {"care_plan": [], "case": []}
    file = opened(desk.cast)
    client = desk.as_("social_worker")
    for rounds in (1, 11):
        with desk.cast.as_somying() as viewer:
            for _ in range(rounds):
                given = care.propose(file, Offer("education", desk.cast.shelter, agreed=True), by=viewer)
                care.add_session(given, by=viewer, on=today())
                care.say_goal(file, "school", by=viewer)
        for name, found in counts.items():
            client.get(reverse(name, args=[file.pk]))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse(name, args=[file.pk]))
            found.append(len(queries))
    assert all(first == second for first, second in counts.values()), counts


def test_the_week_counts_bed_nights_as_the_library_does(desk: Desk) -> None:
    """Two reckonings of the same rows: the database's, and lib.spells from dates alone."""
    from wellknit.lib.spells import bed_nights
    from wellknit.protection.queries.quality import week

    unit = desk.house()
    monday = today() - timedelta(today().weekday() + 7)
    for began, ended in ((-9, -2), (-3, 0), (-1, 3), (2, 2), (4, None)):
        file = opened(desk.cast)
        first, last = monday + timedelta(began), None if ended is None else monday + timedelta(ended)
        with desk.cast.as_somying() as viewer:
            spell = stay.Spell("shelter", "own_choice", "yes", "facility_record", first, last, unit=unit)
            stay.begin(file, spell, by=viewer)
    with seen_by(desk.users["shelter_manager"], desk.cast.shelter) as viewer:
        for start in (monday - timedelta(7), monday):
            counted = week(viewer, start).n("beds", "bed_nights")
            assert counted == bed_nights(Stay.objects.all(), start, start + timedelta(6))


def test_a_peer_group_meets(desk: Desk) -> None:
    client = desk.as_("social_worker")
    sent(client, "peer_begin", name="Thursday", language="my", led_by_peer="on")
    with as_role("owner"):
        from wellknit.protection.models import PeerGroup

        group = PeerGroup.objects.get()
    page = sent(client, "peer_meet", group.pk, on=day(), guests="4")
    assert "4 others" in text(page)


def test_what_cannot_be_done_now_throws_nothing_typed_away(desk: Desk) -> None:
    from wellknit.protection.actions.case import close
    from wellknit.protection.models import HealthAdvice

    file = opened(desk.cast)
    client = desk.as_("nurse")
    with desk.cast.as_somying() as viewer:
        close(file, by=viewer, reason="reintegrated")
    refused = client.post(reverse("health_advise", args=[file.pk]), {"text": "Rest for two weeks."})
    page = text(refused)
    assert refused.status_code == 409 and "This case is closed" in page and "Rest for two weeks." in page
    with as_role("owner"):
        assert not HealthAdvice.objects.exists()
        note = Event.objects.filter(event="refused").latest("at").note
    assert note == {"page": "health_advise", "kind": "NotNow"}


def test_a_bare_button_that_is_refused_never_says_that_it_is_done(desk: Desk) -> None:
    file = opened(desk.cast)
    client = desk.as_("social_worker")
    for status in (302, 409):
        assert client.post(reverse("identification_begin", args=[file.pk])).status_code == status
