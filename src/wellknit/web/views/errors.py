"""Error pages that say what happened and what to do. They never touch the database."""

from __future__ import annotations

import errno
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from psycopg_pool import PoolTimeout

_FULL = {"53100", "53200"}


def _plain(request: HttpRequest, template: str, status: int) -> HttpResponse:
    body = render_to_string(template, {"node_name": settings.CHARTER.get("name", ""), "demo": settings.DEMO})
    return HttpResponse(body, status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault: the database is away, the disk is full, or a mistake of ours. Nothing was half written."""
    error = sys.exc_info()[1]
    if _disk_full(error):
        return _plain(request, "errors/507.html", 507)
    if isinstance(error, (OperationalError, InterfaceError, PoolTimeout)):
        return _plain(request, "errors/503.html", 503)
    return _plain(request, "errors/500.html", 500)


def _disk_full(error: BaseException | None) -> bool:
    while error is not None:
        if getattr(error, "sqlstate", None) in _FULL:
            return True
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            return True
        error = error.__cause__ or error.__context__
    return False


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is stale, usually because the browser was asleep; nothing was saved."""
    return _plain(request, "errors/csrf.html", 403)
