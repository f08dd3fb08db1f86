"""The pages between offices, through HTTP: from asking to done, approvals, oversight, keys."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from tests.harness.people import make_member, sign_in
from tests.unit.protection.conftest import opened
from tests.unit.protection.test_clocks import aged, running
from tests.unit.protection.test_journeys import agrees, sent, turn

from wellknit.commands.acting import as_role
from wellknit.protection.models import ApiToken, Approval, Journey, Reminder


def as_(user: Any, office: Any) -> Client:
    return sign_in(Client(), user, office)


def post(client: Client, where: str, *args: Any, **data: Any) -> Any:
    return client.post(reverse(where, args=args), data)


def test_from_asking_to_done(cast: Any) -> None:
    file = opened(cast)
    agrees(cast, file, cast.elsewhere)
    somying, charlie = as_(cast.somying, cast.shelter), as_(cast.charlie, cast.elsewhere)
    form = somying.get(reverse("journey_ask", args=[file.pk]))
    assert form.status_code == 200 and b"One service" in form.content
    answer = post(somying, "journey_ask", file.pk, to_office=str(cast.elsewhere.pk), scope="service",
                  service="legal_help", words="Her wages.")  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    with as_role("owner"):
        found = Journey.objects.get()
    assert found.code in somying.get(reverse("case_journeys", args=[file.pk])).content.decode()
    seen = charlie.get(reverse("journeys")).content.decode()
    assert found.code in seen and "Ma Thiri" not in seen
    one = charlie.get(reverse("journey", args=[found.pk])).content.decode()
    assert "preview" in one and "Ma Thiri" not in one and "Accept" in one
    step = running_step(found)
    assert charlie.get(reverse("journey_move", args=[step, "accept"])).status_code == 200
    assert post(charlie, "journey_move", step, "accept").status_code == 302
    assert "Ma Thiri" in charlie.get(reverse("journey", args=[found.pk])).content.decode()
    step = running_step(found)
    assert post(charlie, "journey_move", step, "report", words="").status_code == 422
    assert post(charlie, "journey_move", step, "report", words="Claimed.").status_code == 302
    assert charlie.get(reverse("journey_move", args=[step, "nonsense"])).status_code == 404
    assert "Claimed." in somying.get(reverse("journey", args=[found.pk])).content.decode()
    assert post(somying, "journey_move", running_step(found), "finish").status_code == 302
    assert "Ma Thiri" not in charlie.get(reverse("journey", args=[found.pk])).content.decode()
    timeline = somying.get(reverse("case", args=[file.pk])).content.decode()
    assert "Accepted by" in timeline and found.code in timeline
    assert somying.get(reverse("home")).status_code == charlie.get(reverse("home")).status_code == 200


def running_step(found: Any) -> Any:
    from wellknit.protection.models import Step

    with as_role("owner"):
        return Step.objects.get(journey=found, state="open").pk


def test_without_consent_the_form_keeps_what_was_typed(cast: Any) -> None:
    file = opened(cast)
    answer = post(as_(cast.somying, cast.shelter), "journey_ask", file.pk, to_office=str(cast.elsewhere.pk),
                  scope="service", words="KEEP THESE WORDS")  # fmt: skip
    assert answer.status_code == 422 and "KEEP THESE WORDS" in answer.content.decode()


def test_withdraw_and_outsiders(cast: Any) -> None:
    found = sent(cast, opened(cast))
    assert as_(cast.member, cast.police).get(reverse("journey", args=[found.pk])).status_code in {403, 404}
    somying = as_(cast.somying, cast.shelter)
    assert post(somying, "journey_withdraw", found.pk).status_code == 422
    assert post(somying, "journey_withdraw", found.pk, reason="mistake").status_code == 302
    assert "It was a mistake" in somying.get(reverse("journey", args=[found.pk])).content.decode()


def test_four_eyes_and_oversight(cast: Any) -> None:
    boss = make_member(cast.shelter, "supervisor", "Boss Invented")
    file = opened(cast)
    agrees(cast, file, cast.elsewhere)
    somying, watching = as_(cast.somying, cast.shelter), as_(boss, cast.shelter)
    data = {"to_office": str(cast.elsewhere.pk), "scope": "case", "words": "She moves."}
    assert post(somying, "journey_ask", file.pk, **data).status_code == 422
    assert post(somying, "journey_ask", file.pk, **data, why="She asked to.").status_code == 302
    with as_role("owner"):
        waiting = Approval.objects.get()
    page = watching.get(reverse("oversight")).content.decode()
    assert "Somying Invented" in page and file.code in page and "Ma Thiri" not in page
    assert "second pair of eyes" in watching.get(reverse("home")).content.decode()
    assert post(watching, "approval", waiting.pk, decision="refuse").status_code == 422
    assert post(watching, "approval", waiting.pk, decision="give").status_code == 302
    with as_role("owner"):
        assert Journey.objects.get().scope == "case"
    assert somying.get(reverse("oversight")).status_code == 403


def test_a_limit_stands_still_and_goes_on(cast: Any) -> None:
    boss = make_member(cast.shelter, "supervisor", "Boss Invented")
    found = sent(cast, opened(cast))
    turn(cast.as_charlie(), found, "ask", words="Which language?")
    somying, watching = as_(cast.somying, cast.shelter), as_(boss, cast.shelter)
    ticking = running(found)
    assert post(somying, "clock_pause", ticking.pk, words="The interpreter is ill.").status_code == 302
    with as_role("owner"):
        waiting = Approval.objects.get()
    assert post(watching, "approval", waiting.pk, decision="give").status_code == 302
    assert "Stands still" in somying.get(reverse("journeys")).content.decode()
    assert post(somying, "clock_go_on", ticking.pk).status_code == 302
    assert running(found).paused_at is None


def test_what_is_late_is_passed_on_and_noted(cast: Any, program: Any) -> None:
    boss = make_member(cast.elsewhere, "supervisor", "Boss Invented")
    found = sent(cast, opened(cast))
    aged(running(found), days=4)
    assert program("work", "--once").returncode == 0
    watching = as_(boss, cast.elsewhere)
    assert "Passed on to you" in watching.get(reverse("oversight")).content.decode()
    with as_role("owner"):
        told = Reminder.objects.get()
    assert post(watching, "reminder_seen", told.pk).status_code == 302
    assert "Passed on to you" not in watching.get(reverse("oversight")).content.decode()


def test_a_key_is_shown_once(cast: Any, settings: Any) -> None:
    settings.DEMO = True
    admin = as_(make_member(cast.border, "office_administrator", "Adam Invented"), cast.border)
    shown = post(admin, "token_issue", name="desk", scopes=["screenings"], days="30").content.decode()
    assert "wk_" in shown
    listed = admin.get(reverse("tokens")).content.decode()
    assert "desk" in listed and "wk_" not in listed.replace("wk_viewer", "")
    with as_role("owner"):
        made = ApiToken.objects.get()
    assert post(admin, "token_revoke", made.pk).status_code == 302
    assert "Taken back" in admin.get(reverse("tokens")).content.decode()
