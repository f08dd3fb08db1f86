"""Inviting, giving and ending roles, through the pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests.harness.people import make_member, make_office, sign_in

from wellknit.commands.acting import as_role
from wellknit.platform.access.people import invitation_for, invited
from wellknit.platform.identity.models import Membership, User

NEW = {"name": "Nina New", "email": "nina@office.example", "language": "en", "role": "nurse"}


@pytest.fixture
def boss(db: Any, settings: Any) -> Any:
    settings.DEMO = True  # fresh proof has its own tests; here the pages themselves
    office = make_office()
    user = make_member(office, "office_administrator", "Bo Boss")
    return user, office, sign_in(Client(), user, office)


def test_an_invitation_works_once(boss: Any) -> None:
    answer = boss[2].post("/people/invite/", NEW)
    (path,) = re.findall(r"/welcome/[^<\s]+/", answer.content.decode())
    stranger = Client()
    assert stranger.get(path).status_code == 200
    weak = stranger.post(path, {"password": "short", "again": "short"})
    assert weak.status_code == 200
    words = {"password": "seven tired herons walk", "again": "seven tired herons walk"}
    assert stranger.post(path, words).headers["Location"] == "/account/sign-in/"
    assert stranger.get(path).status_code == 410
    assert User.objects.get(email=NEW["email"]).check_password(words["password"])


def test_a_forged_or_foreign_token_is_nobody(boss: Any) -> None:
    token = invitation_for(boss[0])
    assert invited(token) == boss[0]
    assert invited(token[:-2] + "xx") is None
    assert Client().get("/welcome/none/").status_code == 410


def test_roles_that_watch_each_other_are_never_one_person(boss: Any) -> None:
    make_member(boss[1], "social_worker", "Sue Social")
    with as_role("owner"):
        held = Membership.objects.get(role="social_worker")
    answer = boss[2].post(f"/people/{held.pk}/role/", {"role": "auditor"})
    assert b"watches over" in answer.content or b"Not together" in answer.content
    with as_role("owner"):
        assert Membership.objects.filter(user=held.user).count() == 1


def test_nobody_gives_herself_a_role(boss: Any) -> None:
    with as_role("owner"):
        own = Membership.objects.get(user=boss[0])
    assert boss[2].post(f"/people/{own.pk}/role/", {"role": "nurse"}).status_code == 409


def test_another_offices_people_are_not_found(boss: Any) -> None:
    elsewhere = make_office("elsewhere")
    make_member(elsewhere, "nurse", "Eve Else")
    with as_role("owner"):
        other = Membership.objects.get(office=elsewhere)
    assert boss[2].get(f"/people/{other.pk}/end/").status_code == 404


def test_ending_a_role(boss: Any) -> None:
    nina = make_member(boss[1], "nurse", "Nina Nurse")
    with as_role("owner"):
        held = Membership.objects.get(user=nina)
    assert boss[2].post(f"/people/{held.pk}/end/").status_code == 302
    with as_role("owner"):
        assert Membership.objects.get(pk=held.pk).until is not None


def test_the_trail_is_for_auditors_and_is_itself_trailed(boss: Any, owner_cursor: Any) -> None:
    assert boss[2].get("/trail/").status_code == 403
    auditor = make_member(boss[1], "auditor", "Ada Auditor")
    client = sign_in(Client(), auditor, boss[1])
    assert client.get("/trail/?event=session&page=1").status_code == 200
    assert client.get("/trail/?case=nonsense&page=-1").status_code == 200
    owner_cursor.execute("SELECT count(*) FROM audit_event WHERE event = 'audit.read'")
    assert owner_cursor.fetchone() == (2,)


def test_a_dangerous_act_asks_for_a_fresh_proof(db: Any, settings: Any) -> None:
    settings.DEMO = False
    office = make_office()
    user = make_member(office, "office_administrator", "Bo Boss")
    client = sign_in(Client(), user, office)
    answer = client.get("/people/invite/")
    assert answer.headers["Location"].startswith("/account/prove-it-again/?next=%2Fpeople%2Finvite%2F")
    assert client.post("/people/invite/", NEW).status_code == 302
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_a_role_that_was_given_is_seen_by_others(boss: Any) -> None:
    _user, office, client = boss
    client.post("/people/invite/", NEW)
    assert "Nina New" not in client.get("/").content.decode(), "who gave it knows"
    other = sign_in(Client(), make_member(office, "office_administrator", "Ada Other"), office)
    seen = other.get("/").content.decode()
    assert "Nina New" in seen and "given by Bo Boss" in seen
    elsewhere = make_office("shelter-far")
    far = sign_in(Client(), make_member(elsewhere, "office_administrator", "Far Away"), elsewhere)
    assert "Nina New" not in far.get("/").content.decode()
    auditor = sign_in(Client(), make_member(elsewhere, "auditor", "Audra Invented"), elsewhere)
    page = auditor.get("/").content.decode()
    assert "Nina New" in page and office.name in page
