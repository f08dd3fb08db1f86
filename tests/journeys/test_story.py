"""The thin story over real pages: screened, referred, taken on, looked for, recorded, identified, closed.

Everything goes through the addresses a browser would use, as the web role, through the walls.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.harness.people import make_member, make_office
from tests.journeys.desk import LATIN, NATIVE, Desk, begin, opened, refer, referred, talk


@pytest.fixture
def border(db: Any) -> Desk:
    """A first responder."""
    office = make_office("border-east", kind="border_guard", province="Sa Kaeo", may_detain=True)
    return Desk(office, "first_responder", "Nok Invented")


@pytest.fixture
def shelter(db: Any) -> Desk:
    """A social worker of a shelter."""
    return Desk(make_office("shelter-east", province="Sa Kaeo"), "social_worker", "Mali Invented")


def test_the_story_from_first_contact_to_a_closed_case(border: Desk, shelter: Desk) -> None:
    referral = referred(border, shelter, name_native=NATIVE, name_latin=LATIN)
    assert referral.code in border.see("sent_out")

    preview = shelter.see("referral", referral.pk)
    assert NATIVE not in preview and LATIN not in preview, "A preview names nobody"
    assert referral.code in shelter.see("home"), "What came in stands on the first page"
    shelter.send("referral_accept", referral.pk)
    assert LATIN in shelter.see("referral", referral.pk)

    assert "Open a new case" in shelter.see("known_for", referral.pk)
    response = shelter.send(
        "open_new_for",
        referral.pk,
        name_native=NATIVE,
        name_latin=LATIN,
        sex="female",
        nationality="TH",
        age_band="18+",
        exploitation="forced_labour",
        birth="14 2 2540",
    )
    case = response["Location"].rstrip("/").split("/")[-1]
    file = shelter.see("case", case)
    title = re.search(r"<title>(.*?)</title>", file, re.S)
    assert title and LATIN not in title[1], "Titles carry codes only"

    shelter.send("add_note", case, text="Slept well.")
    shelter.send(
        "stay_begin",
        case,
        kind="shelter",
        facility=str(shelter.office.pk),
        legal_basis="own_choice",
        voluntary="yes",
        source="facility_record",
        began_on="1 1 2569",
    )
    assert "Slept well." in shelter.see("case", case)
    code = re.search(r"TH-\w{4}-\w{4}", file)
    assert code and code[0] in shelter.see("worklist")

    shelter.send("case_close", case, reason="reintegrated", version="1", status=409)  # still at the shelter
    stay = re.search(r"/stays/([0-9a-f-]{36})/end/", shelter.see("stays", case))
    assert stay
    shelter.send("stay_end", stay[1], ended_on="1 3 2569", version="1")
    shelter.send("case_close", case, reason="reintegrated", version="1")
    assert "Closed on" in shelter.see("case", case)
    shelter.send("case_reopen", case, text="She came back.", version="2")
    assert "She came back." in shelter.see("case", case)


def test_a_double_click_opens_one_case_and_goes_where_the_first_went(border: Desk, shelter: Desk) -> None:
    from wellknit.protection.models import Case

    referral = referred(border, shelter)
    key = str(uuid4())
    shelter.send("referral_accept", referral.pk)
    shelter.see("known_for", referral.pk)
    shelter.send("known_for", referral.pk, name_latin="Nobody Here", status=200)
    values = {"unnamed": "on", "sex": "female", "age_band": "18+"}
    first = shelter.send("open_new_for", referral.pk, key=key, **values)
    second = shelter.send("open_new_for", referral.pk, key=key, **values)
    assert first["Location"] == second["Location"]
    with shelter.viewer():
        assert Case.objects.count() == 1


def test_a_case_is_not_opened_before_somebody_searched(border: Desk, shelter: Desk) -> None:
    referral = referred(border, shelter)
    shelter.send("referral_accept", referral.pk)
    response = shelter.send(
        "open_new_for", referral.pk, unnamed="on", sex="female", age_band="18+", status=409
    )
    assert "Search first" in response.content.decode()


def test_an_adult_who_refuses_leaves_a_number_and_nothing_else(
    border: Desk, shelter: Desk, owner_cursor: Any
) -> None:
    talk_id = talk(border, age={"age_years": "30"}, yes={"work": ["forced_work"]}, name_latin=LATIN)
    owner_cursor.execute("SELECT count(*) FROM audit_event WHERE event <> 'screening.read'")
    before = owner_cursor.fetchone()[0]
    response = refer(border, talk_id, shelter, agrees="no")
    assert response["Location"] == reverse("rights", args=["th"])
    page = border.client.get(response["Location"]).content.decode()
    assert "Nothing of this talk was kept" in page and "Rights and help lines" in page
    for table in ("protection_screening", "protection_referral", "access_draft", "access_heldform"):
        owner_cursor.execute(f"SELECT count(*) FROM {table}")
        assert owner_cursor.fetchone()[0] == 0, table
    owner_cursor.execute("SELECT sum(count) FROM protection_refusalcount")
    assert owner_cursor.fetchone()[0] == 1
    owner_cursor.execute("SELECT count(*) FROM audit_event WHERE event <> 'screening.read'")
    assert owner_cursor.fetchone()[0] == before, "No event ties the count to a person or an hour"
    border.see("screening_check", talk_id, status=404)


def test_a_child_who_says_no_is_referred_and_told_why(border: Desk, shelter: Desk) -> None:
    talk_id = talk(border, age={"age_years": "15"}, yes={"work": ["forced_work"]})
    response = refer(border, talk_id, shelter, agrees="no")
    page = border.client.get(response["Location"]).content.decode()
    assert "did not want this" in page and "Print the sheet" in page


def test_no_indication_keeps_no_name_and_is_never_printed(border: Desk) -> None:
    from wellknit.protection.models import Screening

    talk_id = talk(border, age={"age_years": "40"}, yes={}, name_latin=LATIN, safe_contact="at the pier")
    assert "not a verdict" in border.see("screening_outcome", talk_id)
    page = border.client.get(border.send("screening_outcome", talk_id)["Location"]).content.decode()
    assert "Print" not in page and "สิทธิ" in page
    with border.viewer():
        kept = Screening.objects.get()
        assert kept.identity is None and kept.outcome == "no_indication_now"


def test_the_sheet_carries_a_code_and_neither_name_nor_date(border: Desk, shelter: Desk) -> None:
    from django.utils import timezone

    referral = referred(border, shelter, name_native=NATIVE, name_latin=LATIN, safe_contact="at the pier")
    sheet = border.see("screening_sheet", referral.pk)
    today = timezone.localdate()
    for never in (
        NATIVE,
        LATIN,
        "at the pier",
        "Sa Kaeo",
        border.office.name,
        today.isoformat(),
        f"{today:%Y-%m}",
    ):
        assert never not in sheet, never
    assert referral.code in sheet
    shelter.see("screening_sheet", referral.pk, status=404)


def test_a_talk_is_left_and_taken_up_again(border: Desk) -> None:
    talk_id = begin(border)
    border.send("screening_part", talk_id, "now", later="1", q_doctor="yes")
    assert talk_id in border.see("screening_start")
    ticked = [
        tag
        for tag in re.findall(r"<input[^>]*>", border.see("screening_part", talk_id, "now"))
        if 'name="q_doctor"' in tag and "checked" in tag
    ]
    assert ticked and 'value="yes"' in ticked[0]
    border.send("screening_forget", talk_id)
    border.see("screening_part", talk_id, "now", status=404)


def test_a_question_never_writes_into_a_field_about_the_person(border: Desk) -> None:
    talk_id = begin(border)
    border.send("screening_part", talk_id, "now", q_safe_contact="yes", q_interpreter="yes")
    page = border.see("screening_about", talk_id)
    assert not re.search(r'name="safe_contact" value="[^"]', page), "The question has the name of a field"


def test_no_address_leads_past_the_page_about_the_person(border: Desk, shelter: Desk) -> None:
    from wellknit.protection.models import Referral, Screening

    talk_id = begin(border)
    border.send("screening_part", talk_id, "age", age_years="24")
    border.send("screening_part", talk_id, "work", q_forced_work="yes")
    about = reverse("screening_about", args=[talk_id])
    for step in ("screening_outcome", "screening_office", "screening_consent"):
        assert border.client.get(reverse(step, args=[talk_id]))["Location"] == about, step
    forced = {
        "screening_outcome": {},
        "screening_office": {"to_office": str(shelter.office.pk)},
        "screening_consent": {"agrees": "yes"},
    }
    for step, values in forced.items():
        assert border.send(step, talk_id, **values)["Location"] == about, step
    with border.viewer():
        assert not Referral.objects.exists() and not Screening.objects.exists()
    assert "First the little that is asked" in border.see("screening_about", talk_id)


def test_somebody_in_danger_does_not_wait_for_that_page(border: Desk, shelter: Desk) -> None:
    talk_id = begin(border)
    border.send("screening_part", talk_id, "now", q_danger="yes")
    border.see("screening_outcome", talk_id)
    went = refer(border, talk_id, shelter, agrees="cannot_say")["Location"]
    assert "/screening/done/" in went


def test_somebody_elses_talk_is_not_found(border: Desk, shelter: Desk) -> None:
    shelter.see("screening_check", begin(border), status=404)


def test_a_declined_person_is_sent_on(border: Desk, shelter: Desk) -> None:
    other = Desk(make_office("ngo-harbour", kind="ngo"), "social_worker", "Daw Invented")
    referral = referred(border, shelter)
    shelter.send("referral_ask", referral.pk, words="Is there a wound?")
    border.send("referral_answer", referral.pk, words="No.")
    shelter.send("referral_decline", referral.pk, reason="no_capacity", words="Try the harbour.")
    assert "No place at the moment" in border.see("referral_sent", referral.pk)
    border.send("referral_send_on", referral.pk, to_office=str(other.office.pk))
    assert "Nobody waits" not in other.see("came_in")


def test_two_who_answer_one_referral_the_second_reads_a_sentence(border: Desk, shelter: Desk) -> None:
    referral = referred(border, shelter)
    shelter.send("referral_accept", referral.pk)
    response = shelter.send("referral_accept", referral.pk, status=409)
    assert "no longer possible" in response.content.decode()


def test_two_people_edit_one_person_and_nothing_is_lost(border: Desk, shelter: Desk) -> None:
    case = opened(border, shelter)
    sent = {"sex": "female", "nationality": "TH", "version": "1", "contact_safe": ""}
    shelter.send("edit_person", case, name_latin="Anchan One", aliases="Nid", **sent)
    response = shelter.send("edit_person", case, name_latin="Anchan Two", aliases="Noi", status=409, **sent)
    page = response.content.decode()
    assert "Anchan One" in page and "Anchan Two" in page and "Nid" in page and "Noi" in page
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    values: dict[str, Any] = {}
    for name, value in hidden:
        values.setdefault(name, []).append(value)
    for name in ("csrfmiddlewaretoken", "written_by", "draft_path", "form_key"):
        values.pop(name, None)
    shelter.send(
        "edit_person", case, keep_name_latin="mine", keep_aliases="theirs", keep_name_native="mine", **values
    )
    file = shelter.see("case", case)
    assert "Anchan Two" in file and "Nid" in file


def test_two_people_edit_the_head_of_one_file(border: Desk, shelter: Desk) -> None:
    case = opened(border, shelter)
    colleague = make_member(shelter.office, "social_worker", "Ploy Invented")
    sent = {"age_band": "18+", "version": "1", "exploitation": "forced_labour"}
    shelter.send("edit_head", case, summary="First.", worker=str(colleague.pk), **sent)
    assert "Ploy Invented" in shelter.see("case", case)
    page = shelter.send("edit_head", case, summary="Second.", status=409, **sent).content.decode()
    assert "First." in page and "Second." in page and "Ploy Invented" in page


def test_what_is_out_of_reach_is_not_found(border: Desk, shelter: Desk) -> None:
    case = opened(border, shelter)
    other = Desk(make_office("shelter-west"), "social_worker", "Pim Invented")
    for page in ("case", "identification", "stays", "papers", "readers", "edit_person", "case_summary"):
        other.see(page, case, status=404)


def test_an_office_is_let_in_and_its_reach_is_taken_back(border: Desk, shelter: Desk) -> None:
    case = opened(border, shelter)
    other = Desk(make_office("mdt-centre", kind="mdt"), "mdt_member", "Wan Invented")
    shelter.send(
        "reach_give",
        case,
        office=str(other.office.pk),
        basis="identification",
        ground="legal_duty",
        reason="A team identifies, says the law.",
    )
    other.see("case", case)
    page = shelter.see("readers", case)
    assert "Wan Invented" in page, "Who looked is shown to who holds the case"
    ending = re.search(r"/readers/([0-9a-f-]{36})/end/", page)
    assert ending
    shelter.send("reach_end", case, ending[1])
    other.see("case", case, status=404)


def test_a_team_identifies_and_the_decision_can_be_looked_at_again(border: Desk, shelter: Desk) -> None:
    case = opened(border, shelter)
    team = make_office("mdt-centre", kind="mdt")
    members = [Desk(team, "mdt_member", f"Member {n} Invented") for n in ("A", "B")]
    chair = Desk(team, "mdt_chair", "Ratri Invented")
    shelter.send(
        "reach_give",
        case,
        office=str(team.pk),
        basis="identification",
        ground="legal_duty",
        reason="A team identifies, says the law.",
    )
    shelter.send("identification_begin", case)
    found = re.search(r"/identification/([0-9a-f-]{36})/opinion/", shelter.see("identification", case))
    assert found
    grounds = {"acts": ["recruitment"], "purposes": ["forced_labour"], "reasons": "As she told."}
    for desk, kind in zip((*members, chair), ("police", "social_worker", "lawyer"), strict=True):
        desk.send("opinion", found[1], member_kind=kind, view="recognised", **grounds)
    version = re.search(r'name="version" value="(\d+)"', chair.see("decide", found[1]))
    assert version
    lacking = chair.send("decide", found[1], result="recognised", version=version[1], status=422, **grounds)
    assert "a means" in lacking.content.decode(), "An adult's recognition needs a means"
    chair.send("decide", found[1], result="recognised", version=version[1], means=["deception"], **grounds)
    assert "Recognised" in shelter.see("identification", case)
    shelter.send("ask_review", found[1], asked_by="person", grounds="She wants to be heard again.")
    assert "Under review" in shelter.see("identification", case)


def test_a_night_in_a_cell_is_raised_but_not_with_its_keeper(border: Desk, shelter: Desk) -> None:
    case = opened(border, shelter)
    police = Desk(
        make_office("police-east", kind="police", may_detain=True), "police_officer", "Wit Invented"
    )
    shelter.send(
        "reach_give",
        case,
        office=str(police.office.pk),
        basis="legal",
        ground="legal_duty",
        reason="A lawyer is due to her by law.",
    )
    shelter.send(
        "stay_begin",
        case,
        kind="police_cell",
        legal_basis="none_known",
        voluntary="no",
        source="persons_account",
        began_on="1 1 2569",
        ended_on="2 1 2569",
    )
    assert "is or was held in a cell" in shelter.see("notices")
    assert "is or was held in a cell" not in police.see("notices")
    assert "Raise the stay" not in shelter.see("case", case), "Nobody is there any more: no clock runs"
    seen = re.search(r"/notices/([0-9a-f-]{36})/seen/", shelter.see("notices"))
    assert seen
    shelter.send("notice_seen", seen[1])
    assert "is or was held in a cell" not in shelter.see("notices")


def test_papers_are_kept_sealed_and_wrong_or_large_files_are_turned_away(border: Desk, shelter: Desk) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    case = opened(border, shelter)
    mark = b"%PDF-1.7 " + b"mark-of-the-test " * 50

    def paper(content: bytes, status: int) -> Any:
        file = SimpleUploadedFile("passport of somebody.pdf", content)
        return shelter.send("add_paper", case, title="Paper", kind="statement", file=file, status=status)

    assert "not a PDF or a picture" in paper(b"MZ not a picture at all", 422).content.decode()
    assert "larger than 25 MB" in paper(b"%PDF-" + b"0" * (26 * 1024 * 1024), 422).content.decode()
    paper(mark, 302)
    found = re.search(r"/papers/([0-9a-f-]{36})/", shelter.see("papers", case))
    assert found
    response = shelter.client.get(reverse("paper_content", args=[found[1]]))
    assert response.content == mark
    assert "inline" in response["Content-Disposition"] and "somebody" not in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert "opened a paper" in shelter.see("paper", found[1]), "Who looked stands beside it"


def test_an_emergency_opens_for_one_person_tells_the_holder_and_waits_for_review(
    border: Desk, shelter: Desk
) -> None:
    case = opened(border, shelter)
    code = re.search(r"TH-\w{4}-\w{4}", shelter.see("case", case))
    assert code
    west = make_office("shelter-west")
    other, colleague = (
        Desk(west, "social_worker", "Pim Invented"),
        Desk(west, "social_worker", "Kaew Invented"),
    )
    supervisor = Desk(make_office("ministry", kind="ministry"), "supervisor", "Chai Invented")
    other.send("break_glass", code="TH-0000-0000", reason="She calls from the street.", status=422)
    other.send("break_glass", code=code[0], reason="She calls from the street.")
    other.see("case", case)
    colleague.see("case", case, status=404)
    page = shelter.see("notices")
    assert "opened in an emergency" in page and "Pim Invented, Shelter West" in page
    waiting = supervisor.see("to_review")
    assert "She calls from the street." in waiting and "1 emergency opening" in supervisor.see("home")
    entry = re.search(r"/emergency/reviews/([0-9a-f-]{36})/", waiting)
    assert entry
    supervisor.send("review_break_glass", entry[1], verdict="justified")
    assert "Nothing to review" in supervisor.see("to_review")


def test_a_dangerous_form_sent_too_late_asks_for_a_proof_and_keeps_what_was_written(
    border: Desk, shelter: Desk
) -> None:
    case = opened(border, shelter)
    team = make_office("mdt-centre", kind="mdt")
    shelter.proved = 3600
    shelter.come_in()
    response = shelter.send(
        "reach_give",
        case,
        office=str(team.pk),
        basis="identification",
        ground="legal_duty",
        reason="A team identifies, says the law.",
    )
    assert "prove-it-again" in response["Location"]
    shelter.proved = 0
    shelter.come_in()
    page = shelter.see("reach_give", case)
    assert "Not yet sent" in page and re.search(f'value="{team.pk}"[^>]*selected', page)


def test_the_summary_names_nobody_unless_asked(border: Desk, shelter: Desk) -> None:
    case = opened(border, shelter)
    assert LATIN not in shelter.see("case_summary", case)
    named = shelter.see("case_summary", case, query="?name=1")
    assert LATIN in named and "Timeline" not in named, "The name stands on a sheet of its own"


def test_a_form_sent_after_the_session_ended_waits_for_its_writer(border: Desk, shelter: Desk) -> None:
    from django.conf import settings

    from wellknit.platform.access.viewer import close_session

    case = opened(border, shelter)
    signed = re.search(r'name="written_by" value="([^"]+)"', shelter.see("add_note", case))
    assert signed
    close_session(shelter.client.cookies[settings.VIEWER_COOKIE].value)
    response = shelter.send("add_note", case, text="Half a note", written_by=signed[1])
    held = re.search(r"/held/([0-9a-f-]{36})/", response["Location"])
    assert held
    shelter.come_in()
    back = shelter.client.get(reverse("held", args=[held[1]]))
    page = shelter.client.get(back["Location"]).content.decode()
    assert "Half a note" in page and "Not yet sent" in page
    shelter.client.post(reverse("draft"), {"draft_path": back["Location"], "forget": "1"})
    assert "Half a note" not in shelter.see("add_note", case)


def test_script_that_asks_for_a_list_gets_the_list_or_the_whole_sign_in_page(shelter: Desk) -> None:
    from django.conf import settings

    part = shelter.client.get(reverse("worklist"), headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="worklist">') and "<html" not in part
    del shelter.client.cookies[settings.VIEWER_COOKIE]
    response = shelter.client.get(reverse("worklist"), headers={"HX-Request": "true"})
    assert response.status_code == 200 and response["HX-Redirect"] == reverse("enter")


def test_search_finds_by_part_of_a_name_and_a_code_leads_to_the_case(border: Desk, shelter: Desk) -> None:
    case = opened(border, shelter)
    code = re.search(r"TH-\w{4}-\w{4}", shelter.see("case", case))
    assert code
    assert shelter.send("search", q=code[0].lower())["Location"] == reverse("case", args=[case])
    assert LATIN in shelter.send("search", q=LATIN, status=200).content.decode()
    other = Desk(make_office("shelter-west"), "social_worker", "Pim Invented")
    assert "Nobody in your reach" in other.send("search", q=LATIN, status=200).content.decode()
    other.send("known", name_latin=LATIN, ask="1")
    assert "Somebody asks about a person" in shelter.see("notices")
