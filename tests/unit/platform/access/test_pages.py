"""Through HTTP: the wrong door, the second click, the form that outlives its session, two people at once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from tests.harness.people import make_member, make_office, seen_by, sign_in

from wellknit.platform.access.drafts import draft_for, written_by
from wellknit.platform.access.models import Draft, HeldForm


@pytest.fixture
def alice(db: Any) -> Any:
    office = make_office()
    user = make_member(office, "social_worker")
    return user, office, sign_in(Client(), user, office)


def test_home_needs_a_viewer_not_only_a_sign_in(alice: Any) -> None:
    user, _office, client = alice
    assert client.get("/").status_code == 200
    bare = Client()
    assert bare.get("/").headers["Location"].startswith("/account/sign-in/")
    bare.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    assert bare.get("/").headers["Location"] == "/enter/"


def test_anothers_key_is_no_key(alice: Any) -> None:
    _user, office, client = alice
    bob = make_member(office, "nurse", "Bob Both")
    other = sign_in(Client(), bob, office)
    other.cookies[settings.VIEWER_COOKIE] = client.cookies[settings.VIEWER_COOKIE].value
    answer = other.get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/enter/"


def test_signing_out_ends_the_key_itself(alice: Any) -> None:
    user, _office, client = alice
    key = client.cookies[settings.VIEWER_COOKIE].value
    client.post("/leave/")
    again = Client()
    again.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    again.cookies[settings.VIEWER_COOKIE] = key
    assert again.get("/").status_code == 302


def test_a_page_beyond_ones_role_is_refused_with_a_sentence_and_remembered(
    db: Any, owner_cursor: Any
) -> None:
    office = make_office()
    nurse = make_member(office, "donor", "Dara Donor")
    answer = sign_in(Client(), nurse, office).get("/evidence/shelters/")
    assert answer.status_code == 403
    assert b"administrator" in answer.content
    owner_cursor.execute("SELECT note->>'kind' FROM audit_event WHERE event = 'refused'")
    assert owner_cursor.fetchall() == [("NotYou",)]


def test_what_is_typed_is_kept_for_its_writer_alone(alice: Any) -> None:
    user, office, client = alice
    answer = client.post("/draft/", {"draft_path": "/x/", "name": "ZZNAMEZZ", "form_key": str(uuid4())})
    assert answer.status_code == 204
    with seen_by(user, office) as viewer:
        assert draft_for(viewer, "/x/") == {"name": "ZZNAMEZZ"}
    bob = make_member(office, "social_worker", "Bob Both")
    with seen_by(bob, office) as viewer:
        assert draft_for(viewer, "/x/") is None


def test_a_form_sent_after_signing_out_waits_for_its_writer(alice: Any, super_cursor: Any) -> None:
    user, office, client = alice
    with seen_by(user, office) as viewer:
        token = written_by(viewer)
    client.post("/leave/")
    answer = client.post("/draft/", {"written_by": token, "name": "ZZNAMEZZ"})
    assert answer.status_code == 302
    assert "/held/" in answer.headers["Location"]
    super_cursor.execute("SELECT id, content, path FROM access_heldform")
    held, content, path = super_cursor.fetchone()
    assert path == "/draft/"
    assert b"ZZNAMEZZ" not in bytes(content)
    # Somebody else at the same machine does not get it …
    bob = make_member(office, "social_worker", "Bob Both")
    other = sign_in(Client(), bob, office)
    assert other.get(f"/held/{held}/").headers["Location"] == "/"
    # … its writer does.
    back = sign_in(Client(), user, office).get(f"/held/{held}/")
    assert back.headers["Location"] == "/draft/"
    with seen_by(user, office) as viewer:
        assert draft_for(viewer, "/draft/") == {"name": "ZZNAMEZZ"}
    with seen_by(user, office):
        assert Draft.objects.count() == 1


@pytest.mark.parametrize("token", ["", "forged", "00000000-0000-4000-8000-000000000001:forged"])
def test_nobody_holds_a_form_for_somebody_else(db: Any, token: str, super_cursor: Any) -> None:
    assert Client().post("/draft/", {"written_by": token, "name": "x"}).status_code == 302
    super_cursor.execute("SELECT count(*) FROM access_heldform")
    assert super_cursor.fetchone() == (0,)


def test_held_forms_are_closed_to_the_web_role(db: Any, web_cursor: Any) -> None:
    with pytest.raises(Exception, match="permission denied"):
        web_cursor.execute(f"SELECT * FROM {HeldForm._meta.db_table}")


def test_five_wrong_passwords_lock_for_a_while(db: Any) -> None:
    office = make_office()
    user = make_member(office, "nurse", "Nina Nurse", password="correct horse battery staple")
    client = Client()
    for _ in range(5):
        client.post("/account/sign-in/", {"login": user.email, "password": "wrong"})
    answer = client.post(
        "/account/sign-in/", {"login": user.email, "password": "correct horse battery staple"}
    )
    assert answer.status_code == 200  # the form again, as after any wrong password
    user.refresh_from_db()
    assert user.locked_until is not None


def test_the_right_password_comes_in_and_is_asked_for_a_second_proof(db: Any) -> None:
    office = make_office()
    user = make_member(office, "nurse", "Nina Nurse", password="correct horse battery staple")
    client = Client()
    answer = client.post(
        "/account/sign-in/", {"login": user.email, "password": "correct horse battery staple"}
    )
    assert answer.headers["Location"] == "/enter/"
    if not settings.DEMO:
        assert client.get("/enter/").headers["Location"].startswith("/account/second-proof/")


def test_nobody_signs_up(db: Any) -> None:
    for path in ("/account/signup/", "/accounts/signup/", "/account/sign-up/"):
        assert Client().get(path).status_code in {302, 404}


def test_going_back_writing_on_and_sending_again_loses_nothing(db: Any) -> None:
    """The same key with other words, or to another page, is another sending."""

    from wellknit.commands.acting import as_role
    from wellknit.protection.actions import case
    from wellknit.protection.actions.person import Who
    from wellknit.protection.models import Note

    office = make_office()
    user = make_member(office, "social_worker")
    with seen_by(user, office) as viewer:
        file = case.open(Who(sex="female", name_latin="X"), case.Opening("18+", True), by=viewer)
    client, key = sign_in(Client(), user, office), str(uuid4())
    for words in ("first", "first", "first and more"):
        client.post(f"/cases/{file.pk}/note/", {"text": words, "form_key": key})
    with as_role("owner"):
        assert sorted(n.text for n in Note.objects.all()) == ["first", "first and more"]


@pytest.mark.parametrize(
    "path, data", [("/search/", {"q": "a\x00b"}), ("/draft/", {"draft_path": "/a\x00", "x": "1"})]
)
def test_a_sign_nobody_can_store_is_a_sentence_not_a_fault(
    alice: Any, path: str, data: dict[str, str]
) -> None:
    assert alice[2].post(path, data).status_code == 422


def test_a_draft_leads_nowhere_else(alice: Any) -> None:
    assert alice[2].post("/draft/", {"draft_path": "//evil.example/", "forget": "1"}).status_code == 404


def test_a_session_closed_under_a_running_page_leads_to_the_way_in(alice: Any, monkeypatch: Any) -> None:
    from contextlib import contextmanager

    from wellknit.platform.access import middleware
    from wellknit.platform.access.viewer import close_session, viewer_scope

    user, office, client = alice

    @contextmanager
    def closing(key: str) -> Any:
        with viewer_scope(key) as viewer:
            close_session(key)  # a fourth sign-in elsewhere closes the oldest
            yield viewer

    monkeypatch.setattr(middleware, "viewer_scope", closing)
    answer = client.get("/cases/?page=2")
    assert answer.status_code == 302 and answer.headers["Location"] == "/enter/?next=%2Fcases%2F%3Fpage%3D2"
    assert client.cookies[settings.VIEWER_COOKIE].value == ""
    answer = sign_in(Client(), user, office).post("/draft/", {"draft_path": "/x/", "name": "ZZNAMEZZ"})
    assert answer.status_code == 302 and answer.headers["Location"] == "/enter/"
