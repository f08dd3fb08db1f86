"""The invented people of the tests: offices, staff, and acting in their name.

Offices and accounts are made as the owner, because before them nobody could be asked. Everything
after that goes through a viewer scope, as on a real node.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from wellknit.commands.acting import as_role

if TYPE_CHECKING:
    from django.test import Client

    from wellknit.platform.access.viewer import Viewer
    from wellknit.platform.identity.models import Office, User

PASSWORD = "correct horse battery staple"


def make_office(code: str = "shelter-north", **more: Any) -> Office:
    """An office; by default a shelter under Thai law."""
    from wellknit.platform.identity.models import Office

    given = {"name": code.replace("-", " ").title(), "kind": "shelter", "jurisdiction": "TH", **more}
    with as_role("owner"):
        return Office.objects.create(code=code, **given)


def make_member(
    office: Office, role: str, name: str = "Alice Invented", *, password: str | None = None
) -> User:
    """Somebody with a role in an office; the same name twice is the same person."""
    from django.utils import timezone

    from wellknit.platform.identity.models import Membership, User

    email = f"{name.lower().replace(' ', '.')}@example.org"
    with as_role("owner"):
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, name, password)
        Membership.objects.create(user=user, office=office, role=role, since=timezone.now())
    return user


def key_of(user: User, office: Office) -> str:
    """The key of a fresh viewer session."""
    from wellknit.platform.access.viewer import open_session

    return open_session(user.pk, office.pk)


@contextmanager
def seen_by(user: User, office: Office) -> Iterator[Viewer]:
    """A viewer scope of this person for a block; what it does is committed at the end."""
    from wellknit.platform.access.viewer import close_session, viewer_scope

    key = key_of(user, office)
    try:
        with viewer_scope(key) as viewer:
            yield viewer
    finally:
        close_session(key)


def sign_in(client: Client, user: User, office: Office) -> Client:
    """The test client as this person in this office, without the sign-in pages."""
    from django.conf import settings

    client.force_login(user, "wellknit.platform.access.signin.Backend")
    client.cookies[settings.VIEWER_COOKIE] = key_of(user, office)
    return client
