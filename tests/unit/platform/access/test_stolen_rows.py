"""Tables that signing in needs can be read without a viewer; what a thief finds there opens nothing."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.test import Client
from tests.harness.people import make_member, make_office, sign_in

from wellknit.platform.access.sessions import kept_under
from wellknit.platform.vault.sealing import NotOpened

SECRET = "JBSWY3DPEHPK3PXP"


def test_a_stolen_session_row_signs_nobody_in(db: Any, web_cursor: Any) -> None:
    office = make_office()
    alice = sign_in(Client(), make_member(office, "social_worker"), office)
    assert alice.get("/").status_code == 200
    key = alice.cookies[settings.SESSION_COOKIE_NAME].value
    web_cursor.execute("SELECT session_key FROM django_session")
    stolen = [row[0] for row in web_cursor.fetchall()]
    assert kept_under(key) in stolen and key not in stolen
    thief = Client()
    for found in stolen:
        thief.cookies[settings.SESSION_COOKIE_NAME] = found
        assert "sign-in" in thief.get("/enter/").headers["Location"]


def test_signing_out_forgets_the_row(db: Any, web_cursor: Any) -> None:
    office = make_office()
    alice = sign_in(Client(), make_member(office, "social_worker"), office)
    alice.post("/leave/")
    web_cursor.execute("SELECT session_key FROM django_session")
    kept = {row[0] for row in web_cursor.fetchall()}
    assert kept_under(alice.cookies[settings.SESSION_COOKIE_NAME].value) not in kept
    assert alice.get("/").status_code == 302


def test_the_secret_of_one_time_codes_is_sealed_and_still_works(db: Any, web_cursor: Any) -> None:
    user = make_member(make_office(), "social_worker")
    proof = TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    web_cursor.execute("SELECT data::text FROM mfa_authenticator")
    rows = [row[0] for row in web_cursor.fetchall()]
    assert len(rows) == 2 and not [row for row in rows if SECRET in row]
    code = format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))
    assert proof.validate_code(code)


def test_a_changed_secret_does_not_open(db: Any) -> None:
    sealed = get_adapter().encrypt(SECRET)
    with pytest.raises(NotOpened):
        get_adapter().decrypt(sealed[:-6] + "AAAAA=")


def test_pages_of_a_viewer_are_not_kept_by_the_browser(db: Any) -> None:
    office = make_office()
    alice = sign_in(Client(), make_member(office, "social_worker"), office)
    assert "no-store" in alice.get("/").headers["Cache-Control"]
    assert "no-store" in alice.get("/people/").headers["Cache-Control"]  # a refusal too


def test_a_sent_form_leaves_the_day_and_goes_after_two(db: Any, super_cursor: Any) -> None:
    """A refusal leads to the page of rights; neither its minute nor its row may stay."""
    office = make_office()
    alice = sign_in(Client(), make_member(office, "social_worker"), office)
    alice.post("/draft/", {"form_key": str(uuid4()), "draft_path": "/somewhere/"})
    super_cursor.execute("SELECT at = date_trunc('day', at) FROM access_submission")
    assert super_cursor.fetchall() == [(True,)]
    super_cursor.execute("UPDATE access_submission SET at = at - interval '3 days'")
    alice.post("/draft/", {"form_key": str(uuid4()), "draft_path": "/somewhere/"})
    super_cursor.execute("SELECT count(*) FROM access_submission WHERE at < now() - interval '2 days'")
    assert super_cursor.fetchone()[0] == 0
