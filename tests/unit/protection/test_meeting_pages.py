"""Pages and papers of the work with partner countries: codes where many look, names only on each one's own sheet."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.harness.people import make_member, sign_in
from tests.unit.protection.conftest import opened
from tests.unit.protection.crossing import PARTNER, crossing
from tests.unit.protection.test_border import said
from tests.unit.protection.test_meetings import soon

from wellknit.commands.acting import as_role
from wellknit.lib.documents.docx import docx as made_docx
from wellknit.lib.documents.tree import PageBreak, to_json
from wellknit.protection.actions import consent, talk
from wellknit.protection.models import (
    CaseMeeting,
    Disclosure,
    GroupReturn,
    MeetingDecision,
    MeetingItem,
    ShelterVisit,
    Traveller,
    VisitedPerson,
)
from wellknit.protection.views import sheets

NAMES = ("Ma Thiri", "မသီရိ", "Thiri")
IDENTITY = ("age_band", "sex", "name_native", "name_latin")


@pytest.fixture
def boss(cast: Any) -> Client:
    """A browser of the shelter's supervisor."""
    return sign_in(Client(), make_member(cast.shelter, "supervisor", "Boss Invented"), cast.shelter)


@pytest.fixture
def worker(cast: Any) -> Client:
    """A browser of Somying."""
    return sign_in(Client(), cast.somying, cast.shelter)


def posted(client: Client, name: str, args: list[Any] | None = None, **data: Any) -> Any:
    return client.post(reverse(name, args=args or []), data)


def agrees(
    cast: Any, file: Any, purpose: str = "return", scope: tuple[str, ...] = ("basic", "identity")
) -> None:
    today = timezone.localdate()
    answer = consent.Answer(
        purpose=purpose, recipient=PARTNER, scope=scope, given_on=today, language="my", manner="signed",
        expires_on=today + timedelta(days=90), private_talk_on=today,
    )  # fmt: skip
    with cast.as_somying() as viewer:
        consent.write(file, answer, by=viewer)
        talk.write(file, said(), by=viewer)


def planned(boss: Client) -> CaseMeeting:
    today = timezone.localdate()
    answer = posted(
        boss, "case_meeting_plan", partner=PARTNER, kind="case_management", number="23", direction="", host="ours",
        place="Chiang Invented", starts_on=today.strftime("%d %m %Y CE"),
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with as_role("owner"):
        return CaseMeeting.objects.get()


def held(boss: Client) -> CaseMeeting:
    found = planned(boss)
    answer = posted(
        boss, "case_meeting_hold", [found.pk], side_0="ours", office_0="Shelter North", role_0="Head", name_0="Zzheadzz",
        side_1="theirs", office_1="Department of Rehabilitation", role_1="Director", name_1="Zzdirectorzz",
        remarks="A common form was talked about.", version=str(found.version),
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return found


def test_a_meeting_from_plan_to_agreed_minutes(cast: Any, boss: Client, worker: Client) -> None:
    crossing(cast, late=True)
    found = held(boss)
    page = boss.get(reverse("case_meeting", args=[found.pk])).content.decode()
    assert "Late" in page
    assert not any(name in page for name in NAMES)
    with as_role("owner"):
        item = found.items.get()
    answer = posted(
        boss, "case_meeting_decide", [found.pk, item.pk], text="Send the assessment again.", side="ours",
        owner=str(cast.shelter.pk), owner_role="social_worker", due_on=soon().strftime("%d %m %Y CE"),
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:3000]
    posted(
        boss, "case_meeting_decide_all", [found.pk], text="Agree on one form.", side="theirs",
        owner_words="Department of Rehabilitation", due_on=soon(40).strftime("%d %m %Y CE"),
    )  # fmt: skip
    home = worker.get("/").content.decode()
    assert "Send the assessment again." in home
    tasks = worker.get(reverse("meeting_tasks")).content.decode()
    assert "Send the assessment again." in tasks
    with as_role("owner"):
        made = MeetingDecision.objects.get(number=1)
    answer = posted(
        worker,
        "meeting_task_done",
        [made.pk],
        verb="done",
        words="Sent on Monday.",
        version=str(made.version),
    )
    assert answer.status_code == 302
    timeline = worker.get(reverse("case", args=[item.case_id])).content.decode()
    assert "A meeting decided" in timeline
    assert "Sent on Monday." in timeline
    with as_role("owner"):
        version = CaseMeeting.objects.get().version
    answer = posted(
        boss,
        "case_meeting_agree",
        [found.pk],
        on=timezone.localdate().strftime("%d %m %Y CE"),
        version=version,
    )
    assert answer.status_code == 302
    assert "Minutes agreed" in boss.get(reverse("case_meetings")).content.decode()


@pytest.mark.parametrize("language", ["th", "my"])
def test_pack_and_minutes_in_two_languages_name_nobody(cast: Any, boss: Client, language: str) -> None:
    crossing(cast, late=True)
    found = held(boss)
    for kind in ("pack", "minutes"):
        for form in ("pdf", "docx"):
            answer = boss.get(
                reverse("case_meeting_paper", args=[found.pk, kind]), {"language": language, "form": form}
            )
            assert answer.status_code == 200
            assert "Thiri" not in answer["Content-Disposition"]
        file = docx.Document(BytesIO(answer.content))
        said = "\n".join(
            [p.text for p in file.paragraphs] + [c.text for t in file.tables for r in t.rows for c in r.cells]
        )
        assert not any(name in said for name in (*NAMES, "Zzheadzz", "Zzdirectorzz")), f"a name in {kind}"
        assert ("Cases to talk about" if kind == "pack" else "Department of Rehabilitation") in said
        heads = [p.text for p in file.paragraphs if p.style.name.startswith("Heading 1")]
        assert heads, "the second language follows under a heading of its own"


def test_a_sheet_is_printed_on_consent_one_by_one_and_only_when_the_step_allows_names(
    cast: Any, boss: Client, worker: Client
) -> None:
    file = opened(cast)
    crossing(cast, file=file, fields=("age_band", "sex"))
    found = planned(boss)
    with as_role("owner"):
        item = found.items.get()
    page = worker.get(reverse("meeting_annex", args=[found.pk])).content.decode()
    assert file.code in page
    assert not any(name in page for name in NAMES)
    told = {"basis": "", "reason": "", "language": "th"}
    assert "no name may be told" in posted(worker, "meeting_sheet", [item.pk], **told).content.decode()
    with as_role("owner"):
        item.journey.steps.update(fields=list(IDENTITY))
    assert posted(worker, "meeting_sheet", [item.pk], **told).status_code == 422, "no consent, no sheet"
    agrees(cast, file)
    answer = posted(worker, "meeting_sheet", [item.pk], **told)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    with as_role("owner"):
        gone = Disclosure.objects.get()
        assert (gone.what, gone.recipient, gone.consent_id is not None) == ("meeting_annex", PARTNER, True)
        assert "name_latin" in gone.fields


def test_a_sheet_without_consent_says_on_which_ground(cast: Any, boss: Client, worker: Client) -> None:
    file = opened(cast)
    crossing(cast, file=file, fields=IDENTITY)
    found = planned(boss)
    with as_role("owner"):
        item = found.items.get()
    with cast.as_somying() as viewer:
        talk.write(file, said(fears_state="yes"), by=viewer)
    told = {"basis": "danger_to_life", "reason": "She is hunted by the network.", "language": "my"}
    assert posted(worker, "meeting_sheet", [item.pk], **told).status_code == 422, (
        "what she said alone closes the way"
    )
    with cast.as_somying() as viewer:
        talk.write(file, said(), by=viewer)
    answer = posted(
        worker,
        "meeting_sheet",
        [item.pk],
        basis="danger_to_life",
        reason="She is hunted by the network.",
        language="my",
    )
    assert answer["Content-Type"] == "application/pdf"
    with as_role("owner"):
        assert Disclosure.objects.get().basis == "danger_to_life"


def test_others_do_not_reach_a_sheet(cast: Any, boss: Client) -> None:
    crossing(cast, fields=IDENTITY)
    found = planned(boss)
    with as_role("owner"):
        item = found.items.get()
    outside = sign_in(Client(), cast.charlie, cast.elsewhere)
    assert item.case_code not in outside.get(reverse("meeting_annex", args=[found.pk])).content.decode()
    assert outside.get(reverse("meeting_sheet", args=[item.pk])).status_code == 404


def test_thirty_go_together_and_each_has_a_page_of_her_own(
    cast: Any, worker: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    trees: list[Any] = []
    kept = sheets.handover_sheets
    monkeypatch.setattr(
        "wellknit.protection.views.group_returns.handover_sheets",
        lambda *a, **k: trees.append(kept(*a, **k)) or trees[-1],
    )
    files = [opened(cast) for _n in range(30)]
    for file in files:
        crossing(cast, file=file, fields=IDENTITY)
        agrees(cast, file)
    answer = posted(
        worker, "group_return_plan", partner=PARTNER, crossing="Bridge One", on=timezone.localdate().strftime("%d %m %Y CE"),
        meet_at="09:30", receiver="Reception centre", papers="Travel document",
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with as_role("owner"):
        group = GroupReturn.objects.get()
    answer = posted(worker, "group_return_join", [group.pk], codes=" ".join(f.code for f in files))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with as_role("owner"):
        rows = list(Traveller.objects.order_by("case_code"))
    differs = {f"medicine_{rows[0].pk}": "Insulin, twice a day"}
    assert posted(worker, "group_return_differ", [group.pk], **differs).status_code == 302
    page = worker.get(reverse("group_return", args=[group.pk])).content.decode()
    assert "Insulin" in page
    assert not any(name in page for name in NAMES)
    answer = posted(
        worker, "group_return_sheets", [group.pk], basis="", reason="", language="my", without="stop"
    )
    assert answer["Content-Type"] == "application/pdf", answer.content.decode()[:3000]
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", answer.content)) == 31, "a page over them and one each"
    _each_alone(trees[0], [r.case_code for r in rows])
    with as_role("owner"):
        assert Disclosure.objects.filter(what="handover_sheet").count() == 30
        version = GroupReturn.objects.get().version
    left = {f"why_{rows[1].pk}": "does_not_want"}
    answer = posted(
        worker, "group_return_hand_over", [group.pk], received_name="Zzreceiverzz", version=version, **left
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with as_role("owner"):
        assert GroupReturn.objects.get().persons == 29
    assert "Handed over with a group" in worker.get(reverse("case", args=[rows[0].case_id])).content.decode()
    assert "Does not want to go now" in worker.get(reverse("case", args=[rows[1].case_id])).content.decode()


def _each_alone(tree: Any, codes: list[str]) -> None:
    """Between two page breaks stands one code and no other; before the first none, and no name."""
    parts: list[list[Any]] = [[]]
    for block in tree.blocks:
        if isinstance(block, PageBreak):
            parts.append([])
        else:
            parts[-1].append(block)
    found = [[code for code in codes if code in repr(part)] for part in parts]
    assert found[0] == []
    assert [len(f) for f in found[1:]] == [1] * len(codes)
    assert not any(name in repr(parts[0]) for name in NAMES)
    assert to_json(tree)
    assert made_docx(tree)


def test_a_code_that_cannot_go_is_named(cast: Any, worker: Client) -> None:
    crossing(cast)
    posted(
        worker,
        "group_return_plan",
        partner=PARTNER,
        crossing="B",
        on=timezone.localdate().strftime("%d %m %Y CE"),
    )
    with as_role("owner"):
        group = GroupReturn.objects.get()
    page = posted(worker, "group_return_join", [group.pk], codes="TH-2222-3333").content.decode()
    assert "TH-2222-3333" in page
    for name in ("group_return", "group_return_change", "group_return_join", "group_return_differ",
                 "group_return_hand_over", "group_return_sheets"):  # fmt: skip
        assert worker.get(reverse(name, args=[group.pk])).status_code == 200
    assert posted(worker, "group_return_cancel", [group.pk]).status_code == 302


def group_of(worker: Client) -> GroupReturn:
    day = timezone.localdate().strftime("%d %m %Y CE")
    posted(worker, "group_return_plan", partner=PARTNER, crossing="B", on=day)
    with as_role("owner"):
        return GroupReturn.objects.get()


def test_every_typed_word_is_a_code_of_somebody_or_is_named(cast: Any, worker: Client) -> None:
    one, two = opened(cast), opened(cast)
    crossing(cast, file=one)
    crossing(cast, file=two)
    group = group_of(worker)
    for typed in (f"{one.code} TH-22X2-333", f"{one.code}, TH22223333", f"{one.code}\nMaThiri"):
        answer = posted(worker, "group_return_join", [group.pk], codes=typed)
        assert answer.status_code == 422
        assert typed.split()[-1].upper() in answer.content.decode()
    assert posted(worker, "group_return_join", [group.pk], codes=" ").status_code == 422, "nobody was chosen"
    with as_role("owner"):
        assert not Traveller.objects.exists()
    typed = (
        f"{one.code.replace('-', '–')},{two.code.lower().translate(str.maketrans('23456789', '၂၃၄၅၆၇၈၉'))}"
    )
    answer = posted(worker, "group_return_join", [group.pk], codes=typed)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with as_role("owner"):
        assert Traveller.objects.count() == 2


def test_whose_turn_it_is_not_any_more_is_said_and_left_out(cast: Any, worker: Client) -> None:
    stays, goes = crossing(cast, fields=IDENTITY), crossing(cast, fields=IDENTITY)
    group = group_of(worker)
    codes = f"{stays.case.code} {goes.case.code}"
    assert posted(worker, "group_return_join", [group.pk], codes=codes).status_code == 302
    with as_role("owner"):
        stays.steps.update(code="choice")
        row = Traveller.objects.get(journey=stays)
    page = worker.get(reverse("group_return", args=[group.pk])).content.decode()
    assert page.count("Not this person&#x27;s turn any more") == 1
    form = worker.get(reverse("group_return_hand_over", args=[group.pk])).context["form"]
    assert form[f"why_{row.pk}"].value() == "other"
    answer = posted(
        worker, "group_return_sheets", [group.pk], basis="", reason="", language="my", without="stop"
    )
    assert stays.case.code in answer.content.decode()
    assert answer.status_code == 422


def test_who_only_follows_the_address_of_a_button_does_nothing(
    cast: Any, boss: Client, worker: Client
) -> None:
    crossing(cast)
    meeting, group = planned(boss), group_of(worker)
    with as_role("owner"):
        item = meeting.items.get()
    for name, pk in (("case_meeting_draw", meeting.pk), ("case_meeting_cancel", meeting.pk), ("meeting_item_off", item.pk)):  # fmt: skip
        page = boss.get(reverse(name, args=[pk]), follow=True).content.decode()
        assert not any(said in page for said in ("Cancelled", "Taken off", "is drawn from what waits today"))
    page = worker.get(reverse("group_return_cancel", args=[group.pk]), follow=True).content.decode()
    assert "Cancelled" not in page
    with as_role("owner"):
        assert {CaseMeeting.objects.get().state, GroupReturn.objects.get().state} == {"planned"}
    assert (
        "Cancelled"
        in boss.post(reverse("case_meeting_cancel", args=[meeting.pk]), follow=True).content.decode()
    )


def test_a_visit_and_what_was_said_alone(cast: Any, worker: Client) -> None:
    file = opened(cast)
    answer = posted(
        worker, "shelter_visit_plan", partner=PARTNER, way="here", on=timezone.localdate().strftime("%d %m %Y CE"),
        shelter="Zzhousezz", office_0="Department of Rehabilitation", role_0="Case worker", cases=[str(file.pk)],
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with as_role("owner"):
        visit, met = ShelterVisit.objects.get(), VisitedPerson.objects.get()
    refused = posted(worker, "shelter_visit_meet", [met.pk], talk="not_alone", outcome="wants_return")
    assert "not spoken with alone" in refused.content.decode()
    refused = posted(worker, "shelter_visit_meet", [met.pk], talk="alone", outcome="worried")
    assert "come back to this" in refused.content.decode()
    answer = posted(
        worker,
        "shelter_visit_meet",
        [met.pk],
        talk="alone",
        outcome="wants_stay",
        words="Not yet.",
        language="my",
    )
    assert answer.status_code == 302
    assert posted(worker, "shelter_visit_finish", [visit.pk], words="Friendly.").status_code == 302
    page = worker.get(reverse("shelter_visit", args=[visit.pk])).content.decode()
    assert "Wants to stay" in page
    assert "Zzhousezz" not in worker.get(reverse("shelter_visits")).content.decode()


def test_delays_as_table_plot_and_files(cast: Any, boss: Client) -> None:
    from tests.unit.protection.test_delays import taken

    assert "No step between two countries" in boss.get(reverse("delays")).content.decode()
    taken(cast, 1, 2, 3)
    page = boss.get(reverse("delays")).content.decode()
    assert "Half within" in page
    for kind in ("csv", "xlsx"):
        answer = boss.get(reverse("delays_file", kwargs={"corridor": "TH-MM", "kind": kind}))
        assert answer.status_code == 200
    assert boss.get(reverse("delays_file", kwargs={"corridor": "TH-XX", "kind": "csv"})).status_code == 404


def test_liaison_offices_with_their_source(cast: Any, boss: Client) -> None:
    page = boss.get(reverse("liaison_offices")).content.decode()
    assert "Mae Sot" in page
    assert "MRW9" in page
    assert "No contact is confirmed" in page


def test_an_office_puts_its_matter_on_the_list(cast: Any, worker: Client, boss: Client) -> None:
    found = crossing(cast)
    assert worker.get(reverse("journey_to_list", args=[found.pk])).status_code == 200
    assert (
        "list for the next meeting" in worker.get(reverse("border_journey", args=[found.pk])).content.decode()
    )
    answer = posted(worker, "journey_to_list", [found.pk], words="The family moved.")
    assert answer.status_code == 302
    assert "The family moved." in worker.get(reverse("case_meetings")).content.decode()
    with as_role("owner"):
        item = MeetingItem.objects.get()
    assert posted(worker, "meeting_item_off", [item.pk]).status_code == 403
    assert posted(boss, "meeting_item_off", [item.pk]).status_code == 302
    assert "The family moved." not in worker.get(reverse("case_meetings")).content.decode()
