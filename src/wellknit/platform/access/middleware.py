"""Each request of a signed-in person runs, rendering included, in one transaction in her name."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellknit.lib.moves import IllegalMove
from wellknit.platform.access.refusals import Conflict, NotNow, NotValid, NotYou, Refusal
from wellknit.platform.access.viewer import NoViewer, touch_session, viewer_scope
from wellknit.platform.audit.record import record

_touched: dict[str, float] = {}
TOUCH_EVERY = 60.0


class _Undone(Exception):
    """Rolls the scope back; carries nothing."""


class ViewerMiddleware:
    """Opens the viewer scope around the view and its rendering, and makes pages of refusals."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = None  # type: ignore[attr-defined]
        key = request.COOKIES.get(settings.VIEWER_COOKIE, "")
        if not key or not request.user.is_authenticated:
            return self.get_response(request)
        _touch(key)
        try:
            response = self._seen(request, key)
        except NoViewer:
            request.viewer = None  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.delete_cookie(settings.VIEWER_COOKIE)
        # On a shared machine the next person must not read pages from the browser's disk.
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal ends the transaction and becomes a page; anything else goes on as a fault.

        A session that was closed while the page was being made (she signed in elsewhere) is no fault: the
        way in, as for one that had run out before.
        """
        if getattr(request, "viewer", None) is not None and _closed_meanwhile(error):
            request.wk_closed = True  # type: ignore[attr-defined]
            return HttpResponse(status=403)
        refusal = refusal_of(error)
        if refusal is None:
            return None
        request.wk_refusal = refusal  # type: ignore[attr-defined]
        return HttpResponse(status=refusal.status)

    def _seen(self, request: HttpRequest, key: str) -> HttpResponse:
        """The page in her name, whole or not at all. Raises `NoViewer` also when her session ends meanwhile."""
        response: HttpResponse | None = None
        try:
            with viewer_scope(key) as viewer:
                if viewer.person_id != request.user.pk:
                    raise NoViewer("The session belongs to somebody else.")
                request.viewer = viewer  # type: ignore[attr-defined]
                response = self.get_response(request)
                if getattr(request, "wk_closed", False):
                    raise NoViewer("The session was closed while the page was being made.")
                if _refusal(request) or response.status_code >= 500:
                    raise _Undone
        except _Undone:
            response = self._refused(request, key, response)
        assert response is not None
        return response

    def _refused(self, request: HttpRequest, key: str, response: HttpResponse | None) -> HttpResponse:
        refusal = _refusal(request)
        if refusal is None:
            assert response is not None
            return response
        # A second scope: what was refused is remembered although everything else was undone.
        with viewer_scope(key):
            note_refused(request, refusal)
            template = "errors/conflict.html" if isinstance(refusal, Conflict) else "errors/refusal.html"
            return render(request, template, {"refusal": refusal}, status=refusal.status)


def _closed_meanwhile(error: Exception) -> bool:
    return isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", None) == "WK001"


def _refusal(request: HttpRequest) -> Refusal | None:
    return getattr(request, "wk_refusal", None)


def note_refused(request: HttpRequest, refusal: Refusal) -> None:
    """That something was refused on this page, and which way; nothing of what was asked."""
    match = request.resolver_match
    record("refused", note={"page": match.view_name if match else "", "kind": type(refusal).__name__})


def refusal_of(error: Exception) -> Refusal | None:
    """The refusal an error is, or means when it comes from a table of moves or from the database; else None."""
    return error if isinstance(error, Refusal) else _from_below(error)


def _from_below(error: Exception) -> Refusal | None:
    if isinstance(error, IllegalMove):  # a table of moves said no: somebody was faster, or a page was old
        return NotNow(str(error))
    if not isinstance(error, DatabaseError):
        return None
    if isinstance(error, DataError):  # a sign no text may hold, such as a NUL in an address or a box
        return NotValid(_("There is a sign in what was sent that cannot be read. Write it again by hand."))
    code = getattr(error.__cause__, "sqlstate", None)
    if code == "WK003":
        return NotYou("This is not yours to do here. The office that holds the case can do it.")
    if code == "WK004":
        return NotNow("That is enough questions for one day. Ask your supervisor when it cannot wait.")
    return None


def _touch(key: str) -> None:
    now = time.monotonic()
    if now - _touched.get(key, -TOUCH_EVERY) >= TOUCH_EVERY:
        if len(_touched) > 5000:
            _touched.clear()
        _touched[key] = now
        touch_session(key)
