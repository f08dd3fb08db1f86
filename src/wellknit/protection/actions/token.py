"""Keys with which an office's own system speaks: made, shown once, taken back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.jobs import service_person
from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer, hash_key
from wellknit.platform.audit.record import record
from wellknit.protection.actions.moving import locked
from wellknit.protection.models import ApiToken
from wellknit.protection.permissions import MANAGE_TOKENS, check_may

SCOPES = ("screenings", "status")
# At most as long as somebody remembers why it was made.
LONGEST_DAYS = 365
PREFIX = "wk_"


@transaction.atomic
def issue(name: str, scopes: Iterable[str], *, days: int, by: Viewer) -> tuple[ApiToken, str]:
    """A new key of the viewer's office; the key itself is given back here and stored nowhere."""
    check_may(by, MANAGE_TOKENS)
    wanted = sorted(set(scopes))
    if not name.strip() or not wanted or set(wanted) - set(SCOPES):
        raise NotValid(_("Say what the key is for and what it may do."), {"name": _("Give it a name.")})
    if not 1 <= days <= LONGEST_DAYS:
        raise NotValid(_("A key lasts for a year at most."), {"days": _("Choose at most a year.")})
    service_person(by.office_id)
    key, now = PREFIX + secrets.token_urlsafe(32), timezone.now()
    made = ApiToken.objects.create(
        office_id=by.office_id, name=name.strip()[:80], key_hash=hash_key(key), scopes=wanted, made_at=now,
        made_by_id=by.person_id, expires_at=now + timedelta(days=days),
    )  # fmt: skip
    record("token.issued", target=made, note={"scopes": ",".join(wanted), "days": days})
    return made, key


@transaction.atomic
def revoke(token: ApiToken, *, by: Viewer) -> ApiToken:
    """From now on it opens nothing; the next call with it is told so."""
    check_may(by, MANAGE_TOKENS)
    fresh = locked(token)
    if fresh.revoked_at is not None:
        raise NotNow(_("This key has been taken back already."))
    fresh.revoked_at, fresh.revoked_by_id = timezone.now(), by.person_id
    fresh.save(update_fields=["revoked_at", "revoked_by_id"])
    record("token.revoked", target=fresh)
    return fresh
