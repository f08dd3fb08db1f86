"""Coming in: choose the office one acts for, go out, take up what was being written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from wellknit.platform.access.drafts import drop_draft, keep_draft, take_held
from wellknit.platform.access.pages import open_page, page, signed_in_page
from wellknit.platform.access.viewer import close_session, offices_of, open_session
from wellknit.platform.identity.models import Office, User


@signed_in_page("chooses the office she acts for; there is no viewer before this")
def enter(request: HttpRequest) -> HttpResponse:
    """Opens the viewer session: at once with one office, by choice with several."""
    if not settings.DEMO and not Authenticator.objects.filter(user_id=request.user.pk).exists():
        return redirect("mfa_activate_totp")
    offices = offices_of(request.user.pk)  # type: ignore[arg-type]
    chosen = request.POST.get("office") if request.method == "POST" else None
    if chosen is None and len(offices) == 1:
        chosen = str(offices[0].pk)
    match = [o for o in offices if str(o.pk) == chosen]
    if not match:
        return render(request, "web/enter.html", {"offices": offices, "next": _next(request)})
    return let_in(request, request.user, match[0])


def let_in(request: HttpRequest, user: Any, office: Office) -> HttpResponse:
    """Open the session and hand its key to the browser; it is stored nowhere else."""
    close_session(request.COOKIES.get(settings.VIEWER_COOKIE, ""))
    key = open_session(user.pk, office.pk)
    response = redirect(_next(request) or reverse("home"))
    response.set_cookie(
        settings.VIEWER_COOKIE, key, httponly=True, secure=settings.HTTPS, samesite="Lax", path="/"
    )
    return response


def _next(request: HttpRequest) -> str:
    where = request.POST.get("next") or request.GET.get("next") or ""
    return where if url_has_allowed_host_and_scheme(where, allowed_hosts=None) else ""


@open_page("going out must work whatever state one is in")
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the viewer session and signs out."""
    close_session(request.COOKIES.get(settings.VIEWER_COOKIE, ""))
    logout(request)
    response = redirect("away" if request.POST.get("away") else "account_login")
    response.delete_cookie(settings.VIEWER_COOKIE)
    return response


@page("")
def held(request: HttpRequest, held_id: UUID) -> HttpResponse:
    """Back to the form that was sent after the session had run out; what was written stands in it."""
    path = take_held(request.viewer, held_id)  # type: ignore[attr-defined]
    return redirect(path or "home")


@page("")
def draft(request: HttpRequest) -> HttpResponse:
    """Keeps what is being typed (called by script now and then), or forgets it."""
    path = request.POST.get("draft_path", "")
    if request.method != "POST" or not path.startswith("/") or path.startswith(("//", "/\\")):
        raise Http404
    if request.POST.get("forget"):
        drop_draft(request.viewer, path)  # type: ignore[attr-defined]
        return redirect(path)
    keep_draft(request.viewer, path[:300], request.POST)  # type: ignore[attr-defined]
    return HttpResponse(status=204, headers={"X-Saved-At": timezone.localtime().strftime("%H:%M")})


@open_page("demo only: one click plays another person; absent outside the demo")
def play(request: HttpRequest, user_id: UUID | None = None) -> HttpResponse:
    """The demo's cast: who they are, and one click to be one of them."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST" and user_id:
        from django.contrib.auth import login

        user = User.objects.get(pk=user_id, is_active=True)
        desk = request.POST.get("desk", "")  # as the button says it
        match = [o for o in offices_of(user.pk) if desk in ("", o.code)]
        if not match:
            raise Http404
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return let_in(request, user, match[0])
    from wellknit.web.demo.stage import players

    return render(request, "web/play.html", {"players": players()})
