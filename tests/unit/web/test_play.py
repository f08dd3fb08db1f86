"""The demo's way in: one click sits you where the button says."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from tests.harness.people import make_member, make_office

from wellknit.web.views import entry


def test_one_click_sits_you_in_the_office_on_the_button(db: Any, settings: Any, monkeypatch: Any) -> None:
    settings.DEMO = True
    first, second, other = (make_office(code) for code in ("a-first", "b-second", "c-other"))
    user = make_member(first, "social_worker", "Both Invented")
    make_member(second, "nurse", "Both Invented")
    sat: list[str] = []
    monkeypatch.setattr(entry, "let_in", lambda _r, _u, office: sat.append(office.code) or HttpResponse())
    monkeypatch.setattr("django.contrib.auth.login", lambda *_args, **_more: None)
    for desk in ("b-second", "a-first", ""):
        entry.play(RequestFactory().post("/play/", {"desk": desk}), user_id=user.pk)
    assert sat == ["b-second", "a-first", "a-first"]
    with pytest.raises(Http404):
        entry.play(RequestFactory().post("/play/", {"desk": other.code}), user_id=user.pk)


def test_the_button_says_which_office_it_is() -> None:
    from django.template.loader import render_to_string

    cast = [
        {
            "id": "00000000-0000-0000-0000-000000000001",
            "role": "R",
            "name": "N",
            "office": "O",
            "desk": "b-second",
        }
    ]
    page = render_to_string("web/_demo.html", {"cast": cast})
    assert 'name="desk" value="b-second"' in page
