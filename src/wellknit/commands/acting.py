"""Acting in somebody's name from the command line, and working in another database role.

`--as` opens a viewer session through the door exactly as signing in does: the person needs an
account, a role in an office, and every act of hers is in the audit, marked as coming from here.
"""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from wellknit.commands.frame import Failed
from wellknit.lib.home import Home

if TYPE_CHECKING:
    from wellknit.platform.access.viewer import Viewer


@contextlib.contextmanager
def acting(args: argparse.Namespace) -> Iterator[Viewer]:
    """The viewer scope of whoever `--as` names, for the length of a block; needs the web role."""
    from wellknit.platform.access.viewer import close_session, open_session, viewer_scope
    from wellknit.platform.identity.models import User

    if not args.as_email:
        raise Failed("Say in whose name this is done: --as EMAIL.", 2)
    user = User.objects.filter(email=args.as_email.lower(), is_active=True).first()
    if user is None:
        raise Failed(f"There is no account {args.as_email}.")
    key = open_session(user.pk, _office(user.pk, args.office), via="cli", hours=1)
    try:
        with viewer_scope(key) as viewer:
            yield viewer
    finally:
        close_session(key)


def _office(person: UUID, code: str | None) -> UUID:
    """The office she acts for: the one named, or her only one."""
    from django.db import connections

    with connections["door"].cursor() as cursor:
        cursor.execute("SELECT * FROM wk_offices_of(%s)", [person])
        names = [column.name for column in cursor.description or ()]
        offices = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    found = [o for o in offices if code in (None, o.get("code"))]
    if len(found) != 1:
        codes = ", ".join(str(o.get("code")) for o in offices) or "none"
        raise Failed(f"Say for which office with --office CODE; her offices are: {codes}.", 2)
    return UUID(str(found[0]["id"]))


@contextlib.contextmanager
def as_role(role: str) -> Iterator[None]:
    """Let Django's default connection be another role's for a block (this thread only).

    For set-up, the demo and tests, which are several roles one after another; a page never is. As
    the web role and the worker there is a door beside it, so viewer scopes can be opened.
    """
    from django.db import connections

    alias = _alias(f"as_{role}", role)
    if role in ("web", "worker"):
        _alias("door", "door")
    before = connections["default"]
    connections["default"] = connections[alias]
    try:
        yield
    finally:
        connections["default"] = before
        connections[alias].close()


def connect_as(role: str) -> None:
    """Make a second connection of this process known to Django under the role's own name."""
    _alias(role, role)


def _alias(alias: str, role: str) -> str:
    """Make a connection known to Django under a name, once."""
    from django.conf import settings
    from django.db import connections

    if alias not in connections.settings:
        entry = {**settings.DATABASES["default"], **Home.find().database_settings(role)}
        connections.settings[alias] = settings.DATABASES[alias] = entry
        connections.configure_settings(connections.settings)
    return alias
