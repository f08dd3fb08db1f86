"""Signing in: password and a second proof, with a lock-out that survives a restart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils import timezone

from wellknit.platform.audit.record import record_signin
from wellknit.platform.identity.models import User

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)


class Backend:
    """Password check with lock-out after five failures for fifteen minutes.

    A locked account answers exactly like a wrong password: the page does not tell a stranger which
    addresses exist.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """The user, or None; every failure is counted and recorded."""
        email = str(credentials.get("email") or credentials.get("username") or "").lower()
        password = str(credentials.get("password") or "")
        user = User.objects.filter(email=email, is_active=True).first()
        if user is None:
            make_password(password)  # same time as a real check
            return None
        if user.locked_until and user.locked_until > timezone.now():
            make_password(password)
            return None
        if user.check_password(password):
            if user.failed_signins:
                User.objects.filter(pk=user.pk).update(failed_signins=0, locked_until=None)
            return user
        _count_failure(user)
        return None

    def get_user(self, user_id: Any) -> User | None:
        """The account of a session; a deactivated one is nobody."""
        return User.objects.filter(pk=user_id, is_active=True).first()


def _count_failure(user: User) -> None:
    user.failed_signins += 1
    if user.failed_signins >= TRIES:
        user.locked_until, user.failed_signins = timezone.now() + LOCKED_FOR, 0
        record_signin("signin.locked", user.pk)
    else:
        record_signin("signin.failed", user.pk)
    user.save(update_fields=["failed_signins", "locked_until"])


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an office administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
