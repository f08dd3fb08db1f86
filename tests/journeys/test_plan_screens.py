"""Every page of the plan wing opens for whom it is meant, with the documents' data in it; and for nobody
else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness.people import make_member, make_office, sign_in

from wellknit.commands.acting import as_role


@pytest.fixture
def loaded(db: Any) -> Iterator[dict[str, Any]]:
    """A node with the documents' data, a Thai task force, the Secretariat and a shelter."""
    from wellknit.plan import demo

    with as_role("owner"):
        for load in (
            demo.periods, demo.adopt_frameworks, demo.achievement, demo.markers, demo.meetings,
            demo.handover, demo.rates,
        ):  # fmt: skip
            load()
    thai = make_office("tf-th", kind="task_force", jurisdiction="TH")
    desk = make_office("secretariat", kind="secretariat", jurisdiction="TH")
    shelter = make_office("shelter", kind="shelter", jurisdiction="TH")
    yield {
        "drafter": (make_member(thai, "task_force_drafter", "Alice Invented"), thai),
        "endorser": (make_member(thai, "task_force_endorser", "Bob Invented"), thai),
        "officer": (make_member(desk, "secretariat_officer", "Erin Invented"), desk),
        "social_worker": (make_member(shelter, "social_worker", "Dora Invented"), shelter),
    }


def client(loaded: dict[str, Any], who: str) -> Client:
    return sign_in(Client(), *loaded[who])


READING = [
    ("plan_home", ()), ("plan_frameworks", ()), ("plan_workplans", ()), ("plan_money", ()),
    ("plan_meetings", ()),
    ("plan_calendar", ()), ("plan_agreements", ()), ("plan_treaties", ()), ("plan_laws", ()),
    ("plan_process", ()),
    ("plan_editions", ()), ("plan_region", ("spa2", "2008")), ("plan_region", ("unact-2014", "2014")),
    ("plan_reported", ("spa2", "2008")), ("plan_country", ("TH", "spa2", "2008")),
    ("plan_country", ("REG", "unact-2014", "2014")), ("plan_story", ("spa2.ppc1.t5",)),
    ("plan_story", ("unact-2014.m5",)),
    ("plan_framework", ("spa2",)), ("plan_framework", ("mou-2004",)),
    ("plan_crosswalk", ("spa1-2006", "spa2")),
    ("plan_requirement", ("spa3",)), ("plan_agreement", ("mm-th-2009",)),
    ("plan_som", ("spa2", "2008", "html")), ("plan_som", ("spa2", "2008", "docx")),
    ("plan_som", ("spa2", "2008", "xlsx")),
    ("plan_annual", ("unact-2014", "2014", "REG", "html")), ("plan_utilisation", ("2014", "xlsx")),
    ("plan_open_paper", ("docx",)), ("plan_open", ()),
]  # fmt: skip


def test_every_page_opens_for_a_task_force_and_for_the_secretariat(loaded: dict[str, Any]):
    for who in ("drafter", "officer"):
        browser = client(loaded, who)
        for name, args in READING:
            answer = browser.get(reverse(name, args=args))
            assert answer.status_code == 200, (who, name, args, answer.status_code)


def test_none_of_it_opens_for_a_shelter(loaded: dict[str, Any]):
    browser = client(loaded, "social_worker")
    for name, args in READING:
        assert browser.get(reverse(name, args=args)).status_code == 403, name


def test_the_printed_table_of_2008_is_there_and_not_recoverable(loaded: dict[str, Any]):
    text = client(loaded, "drafter").get(reverse("plan_region", args=("spa2", "2008"))).content.decode()
    assert text.count("Not recoverable from the source") == 49 + 1  # the cells and the legend
    assert text.count("Trainers in every country") == 1


def test_the_share_of_governments_is_shown_with_unknown_ones_unknown(loaded: dict[str, Any]):
    story = reverse("plan_story", args=("unact-2014.m5",))
    text = client(loaded, "officer").get(story).content.decode()
    assert "45%" in text and "37%" in text and "not stated" in text


def test_the_home_page_tells_what_waits(loaded: dict[str, Any]):
    assert client(loaded, "drafter").get("/").status_code == 200


def test_a_report_from_open_to_published_in_the_pages(loaded: dict[str, Any], settings: Any):
    from wellknit.plan.models import Block, BlockMove

    settings.DEMO = True  # no second proof is asked for; what is written carries a watermark
    drafter, endorser, officer = (client(loaded, who) for who in ("drafter", "endorser", "officer"))
    asked = {"kind": "report", "framework": "spa2", "period": "2026", "due": "31 December 2569"}
    opened = drafter.post(reverse("plan_open"), asked)
    assert opened.status_code == 302
    where = opened["Location"]
    block = where.rstrip("/").rsplit("/", 1)[1]
    said = {"declared": "in-progress", "reason": "", "evidence": "Two courses held."}
    assert drafter.post(reverse("plan_status", args=(block, "spa2.ppc1.t1")), said).status_code == 302
    figure = {
        "kind": "actual",
        "number": "๓",
        "text": "",
        "missing": "",
        "dims": "",
        "reason": "",
        "source": "",
    }
    assert drafter.post(reverse("plan_figure", args=(block, "spa2.i4-4")), figure).status_code == 302
    assert (
        drafter.post(reverse("plan_section", args=(block, "summary")), {"text": "A quiet year."}).status_code
        == 302
    )
    page = drafter.get(where).content.decode()
    assert "Two courses held." in page and "A quiet year." in page
    assert officer.get(where).status_code == 404
    assert drafter.post(reverse("plan_move", args=(block, "endorse")), {"on": ""}).status_code == 403
    assert endorser.post(reverse("plan_move", args=(block, "endorse")), {"on": ""}).status_code == 302
    assert (
        officer.post(reverse("plan_move", args=(block, "return")), {"reason": "Evidence?"}).status_code == 302
    )
    assert endorser.post(reverse("plan_move", args=(block, "endorse")), {"on": ""}).status_code == 302
    for verb in ("review", "publish"):
        assert officer.post(reverse("plan_move", args=(block, verb)), {"on": ""}).status_code == 302
    refused = officer.post(reverse("plan_move", args=(block, "return")), {"reason": "Oh."})
    assert refused.status_code == 409 and "cannot be taken back" in refused.content.decode()
    with as_role("owner"):
        assert Block.objects.get(pk=block).due.isoformat() == "2026-12-31"
        assert list(BlockMove.objects.filter(block=block).values_list("verb", flat=True)) == [
            "open", "endorse", "return", "endorse", "review", "publish",
        ]  # fmt: skip


def test_choosing_indicators_agenda_and_delegation(loaded: dict[str, Any], settings: Any):
    from wellknit.plan.models import Delegation, Fact, Meeting, Selection

    settings.DEMO = True
    drafter, officer = client(loaded, "drafter"), client(loaded, "officer")
    asked = {"kind": "report", "framework": "spa2", "period": "2026", "due": ""}
    block = drafter.post(reverse("plan_open"), asked)["Location"].rstrip("/").rsplit("/", 1)[1]
    where = reverse("plan_choose", args=(block,))
    assert drafter.post(where, {"chosen": ["spa2.i4-3", "spa2.i4-4"]}).status_code == 302
    assert drafter.post(where, {"chosen": ["spa2.i4-4"]}).status_code == 302
    with as_role("owner"):
        assert list(Selection.objects.filter(until="").values_list("indicator", flat=True)) == ["spa2.i4-4"]
    figure = {"kind": "baseline", "number": "2", "period": "2007", "text": "", "missing": "", "dims": ""}
    assert drafter.post(reverse("plan_figure", args=(block, "spa2.i4-4")), figure).status_code == 302
    made = officer.post(
        reverse("plan_meeting_new"), {"series": "som", "title": "SOM 2026", "starts": "ธันวาคม 2569"}
    )
    assert made.status_code == 302
    meeting = made["Location"].rstrip("/").rsplit("/", 1)[1]
    assert officer.post(reverse("plan_agenda", args=(meeting,)), {"title": "Progress"}).status_code == 302
    sent = {"unit": "TH", "delegates": "8", "civil_society": "1"}
    assert drafter.post(reverse("plan_delegation", args=(meeting,)), sent).status_code == 302
    assert (
        drafter.post(reverse("plan_delegation", args=(meeting,)), {**sent, "unit": "VN"}).status_code == 403
    )
    with as_role("owner"):
        assert Fact.objects.get(kind="baseline").period == "2007"
        assert Meeting.objects.get(pk=meeting).starts == "2026-12"
        assert Delegation.objects.get().delegates == 8


def test_a_workplan_from_blank_to_a_frozen_edition(loaded: dict[str, Any], settings: Any):
    import io

    import openpyxl
    from django.core.files.uploadedfile import SimpleUploadedFile

    from wellknit.plan.models import WorkplanLine

    settings.DEMO = True
    drafter, endorser = client(loaded, "drafter"), client(loaded, "endorser")
    opened = drafter.post(
        reverse("plan_open"), {"kind": "workplan", "framework": "spa2", "period": "2026", "due": ""}
    )
    plan = opened["Location"].rstrip("/").rsplit("/", 1)[1]
    line = {
        "title": "A course for trainers", "activity": "spa2.ppc1.a3", "targets": ["spa2.ppc1.t5"],
        "scope": "national",
            "quarters": ["q1", "q2"], "envelope": "๑๒,๐๐๐", "government_cash": "3000", "partner": "500",
            "partner_name": "A partner"}  # fmt: skip
    answer = drafter.post(reverse("plan_line_new", args=(plan,)), line)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    book = openpyxl.load_workbook(io.BytesIO(drafter.get(reverse("plan_sheet_out", args=(plan,))).content))
    sheet = book["Workplan"]
    at = next(cell.row for cell in sheet["E"] if cell.value == "A course for trainers")
    sheet.cell(at, 9).value = "Ministry of Something"
    sheet.cell(at + 1, 5).value, sheet.cell(at + 1, 8).value = "A second line", "N"
    out = io.BytesIO()
    book.save(out)
    upload = SimpleUploadedFile("plan.xlsx", out.getvalue())
    preview = drafter.post(reverse("plan_sheet_in", args=(plan,)), {"sheet": upload})
    text = preview.content.decode()
    assert preview.status_code == 200 and "Ministry of Something" in text and "A second line" in text
    assert preview.context["reading"].problems == ()
    taken = drafter.post(reverse("plan_sheet_accept", args=(plan,)), {"kept": preview.context["kept"]})
    assert taken.status_code == 302
    with as_role("owner"):
        assert sorted(WorkplanLine.objects.values_list("ministry", flat=True)) == [
            "",
            "Ministry of Something",
        ]
    altered = drafter.post(
        reverse("plan_sheet_accept", args=(plan,)), {"kept": preview.context["kept"][:-2] + "xx"}
    )
    assert altered.status_code == 422
    page = drafter.get(reverse("plan_workplan", args=(plan,))).content.decode()
    assert "12,000" in page and "the habit is 15 to 25" in page
    assert drafter.get(reverse("plan_workplan_file", args=(plan, "docx"))).status_code == 200
    assert endorser.post(reverse("plan_move", args=(plan, "endorse")), {"on": ""}).status_code == 302
    asked = {"kind": "annual", "framework": "spa2", "period": "2026", "language": "en"}
    refused = endorser.post(reverse("plan_freeze"), asked)
    assert refused.status_code == 409 and "Only a published report" in refused.content.decode()
    _published_report(drafter, endorser, client(loaded, "officer"))
    frozen = endorser.post(reverse("plan_freeze"), asked)
    assert frozen.status_code == 302
    page = drafter.get(frozen["Location"]).content.decode()
    assert "SHA-256" in page and "A quiet year." in page
    for form in ("pdf", "docx", "xlsx", "html"):
        one = drafter.get(f"{frozen['Location']}file.{form}").content
        assert form in ("docx", "xlsx") or one == drafter.get(f"{frozen['Location']}file.{form}").content


def _published_report(drafter: Client, endorser: Client, officer: Client) -> None:
    asked = {"kind": "report", "framework": "spa2", "period": "2026", "due": ""}
    block = drafter.post(reverse("plan_open"), asked)["Location"].rstrip("/").rsplit("/", 1)[1]
    drafter.post(reverse("plan_section", args=(block, "summary")), {"text": "A quiet year."})
    for who, verb in ((endorser, "endorse"), (officer, "review"), (officer, "publish")):
        assert who.post(reverse("plan_move", args=(block, verb)), {"on": ""}).status_code == 302


def test_the_fourteen_markers_of_2014_are_told_in_sentences_composed_from_data(loaded: dict[str, Any]):
    import re
    from html import unescape

    answer = client(loaded, "officer").get(reverse("plan_annual", args=("unact-2014", "2014", "REG", "html")))
    told = re.findall(r'class="wk-doc-marker[^>]*>(.*?)</p>', unescape(answer.content.decode()))
    assert len(told) == 14
    assert [text for text in told if "no result was declared" in text] == told[:1]
    counts = [sum(f"was {word} met" in text for text in told) for word in ("fully", "partly", "not")]
    assert counts == [8, 3, 2]
    (visits,) = [text for text in told if "website" in text]
    assert "3,425 new visitors" in visits and "fully met" in visits
    assert "Reason: Counting began only in September" in visits
    assert "By the figures alone it would be partly met." in visits
    (handed,) = [text for text in told if "handed over" in text]
    assert "11 partly" in handed


def test_three_governments_shares_are_unknown_and_not_zero(loaded: dict[str, Any]):
    text = client(loaded, "officer").get(reverse("plan_money") + "?year=2014").content.decode()
    assert text.count("not stated") >= 3 and "45% of activities" in text
    assert client(loaded, "officer").get(reverse("plan_money") + "?year=x").status_code == 200


def test_the_regional_report_sets_the_six_countries_side_by_side(loaded: dict[str, Any]):
    text = (
        client(loaded, "officer")
        .get(reverse("plan_annual", args=("spa2", "2008", "REG", "html")))
        .content.decode()
    )
    assert "Targets by country" in text and text.count("Not recoverable from the source") == 49


def test_statuses_for_trying_out_belong_to_a_region_that_does_not_exist(
    loaded: dict[str, Any], settings: Any
):
    browser = client(loaded, "drafter")
    address = reverse("plan_invented", args=("spa2", "2008"))
    assert browser.get(address).status_code == 404  # a working node has nothing invented
    settings.DEMO = True
    assert address in browser.get(reverse("plan_home")).content.decode()
    text = browser.get(address).content.decode()
    assert "INVENTED FOR TRYING OUT" in text and "Country A (invented)" in text
    real = browser.get(reverse("plan_region", args=("spa2", "2008"))).content.decode()
    assert "(invented)" not in real and real.count("Not recoverable from the source") == 49 + 1
