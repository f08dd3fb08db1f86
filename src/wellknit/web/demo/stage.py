"""Whom one can play in the demo: one click, marked as demo on every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from wellknit.platform.access.rolefiles import roles
from wellknit.platform.identity.models import User
from wellknit.web.demo.cast import Cast, cast

_players: list[dict[str, Any]] = []


def here() -> Cast:
    """The cast of this node."""
    return cast(settings.HOME.charter)


def players() -> list[dict[str, Any]]:
    """Everybody of the cast who has a role on this node: id, name, role, office and its code, what she does."""
    if not _players:
        people = {p.email: p for p in here().people if p.roles}
        offices = {o.code: o.name for o in here().offices}
        ids = dict(User.objects.filter(email__in=people).values_list("email", "id"))
        for email, person in people.items():
            if email in ids:
                role = " · ".join(str(roles()[code]["name"]) for code in person.roles)
                _players.append({"id": ids[email], "key": person.key, "name": person.name, "role": role,
                                 "office": offices[person.office], "desk": person.office, "does": person.does})  # fmt: skip
    return _players
