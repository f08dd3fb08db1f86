"""How a page states what it needs, and what makes its form safe to send twice.

`@page("cases.read")` is the only way to put a view behind a permission; a house test finds views
without one. A POST carries `form_key`: the second click of an impatient hand, or the browser's
"send again", waits for the first sending and goes where that one went.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid5

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from wellknit.platform.access.drafts import drop_draft, keep_draft
from wellknit.platform.access.models import Submission

View = Callable[..., HttpResponse]


def page(permission: str, *, fresh_proof: bool = False) -> Callable[[View], View]:
    """A view for viewers with `permission` ("" = anybody with a viewer session).

    fresh_proof: a dangerous act; asks for the second proof again when the last is older than five
    minutes.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            viewer = getattr(request, "viewer", None)
            if viewer is None:
                return _way_in(request)
            if permission:
                viewer.require(permission)
            if fresh_proof and (answer := _ask_again(request)):
                if request.method == "POST":  # what she wrote while the proof grew old is not lost
                    keep_draft(viewer, request.path[:300], request.POST)
                return answer
            if request.method == "POST":
                return _send_once(view, request, *args, **kwargs)
            return view(request, *args, **kwargs)

        inner.wk_permission = permission  # type: ignore[attr-defined]
        return inner

    return wrap


def _way_in(request: HttpRequest) -> HttpResponse:
    """To the choice of an office, and from there back to the page that was asked for."""
    asked = (
        request.method == "GET" and "HX-Request" not in request.headers and request.path != reverse("home")
    )
    back = f"?{urlencode({'next': request.get_full_path()})}" if asked else ""
    return redirect(reverse("enter") + back)


def open_page(reason: str) -> Callable[[View], View]:
    """A view without a viewer: sign-in, health, static help. The reason is read by the house test."""

    def wrap(view: View) -> View:
        opened = login_not_required(view)
        opened.wk_open = reason  # type: ignore[attr-defined]
        return opened

    return wrap


def signed_in_page(reason: str) -> Callable[[View], View]:
    """A view for somebody signed in who has not (yet) chosen an office."""

    def wrap(view: View) -> View:
        view.wk_open = reason  # type: ignore[attr-defined]
        return view

    return wrap


def _send_once(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    key = _key(request)
    if key is None:
        return view(request, *args, **kwargs)
    viewer = request.viewer  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        # Where a form led can tell what was answered (a refusal leads to the page of rights), so a row
        # carries the day only and goes with the writer's next form, two days later.
        cursor.execute(
            "DELETE FROM access_submission WHERE user_id = %s AND at < now() - interval '2 days'",
            [viewer.person_id],
        )
        # Waits here while a first sending is still under way.
        cursor.execute(
            "INSERT INTO access_submission (key, user_id, at, went_to)"
            " VALUES (%s, %s, date_trunc('day', now()), '') ON CONFLICT DO NOTHING",
            [key, viewer.person_id],
        )
        first = cursor.rowcount == 1
    if not first:
        earlier = Submission.objects.filter(key=key).first()
        if earlier and earlier.went_to:
            return redirect(earlier.went_to)
    response = view(request, *args, **kwargs)
    if isinstance(response, HttpResponseRedirect):
        Submission.objects.filter(key=key).update(went_to=response.url[:300])
        drop_draft(viewer, request.path)
    return response


def _key(request: HttpRequest) -> UUID | None:
    """What makes two sendings one act: the same form, to the same page, with the same words in it.

    Somebody who goes back, writes on and sends again has sent something else, and nothing of it is lost.
    """
    try:
        given = UUID(request.POST.get("form_key", ""))
    except ValueError:
        return None
    words = repr(sorted((k, request.POST.getlist(k)) for k in request.POST if k != "csrfmiddlewaretoken"))
    return uuid5(given, request.path + sha256(words.encode()).hexdigest())


def _ask_again(request: HttpRequest) -> HttpResponse | None:
    if settings.DEMO or _proved_lately(request):
        return None
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")


def _proved_lately(request: HttpRequest) -> bool:
    """Whether a proof of who she is was given in the last five minutes of this session."""
    given = [float(r.get("at", 0)) for r in get_authentication_records(request, request.user)]
    return bool(given) and time.time() - max(given) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
