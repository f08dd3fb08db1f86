"""Who works where: inviting, giving and ending roles. An administrator acts in her own office only."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.rolefiles import roles
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record, record_signin
from wellknit.platform.identity.models import Membership, User

MANAGE = "people.manage"
AUDIT = "audit.read"
INVITATION_HOURS = 72
NEWS_DAYS, NEWS_MOST = 14, 50
_signer = TimestampSigner(salt="wellknit.invitation")


def members(viewer: Viewer) -> list[Membership]:
    """Who works in the viewer's office now, by name."""
    viewer.require(MANAGE)
    now = timezone.now()
    found = Membership.objects.filter(Q(until=None) | Q(until__gt=now), office_id=viewer.office_id)
    return list(found.select_related("user").order_by("user__name", "role"))


def membership(viewer: Viewer, membership_id: UUID) -> Membership:
    """One membership of the viewer's office; 404 outside."""
    viewer.require(MANAGE)
    found = (
        Membership.objects.filter(pk=membership_id, office_id=viewer.office_id).select_related("user").first()
    )
    if found is None:
        raise Http404
    return found


def given_lately(viewer: Viewer) -> list[Membership]:
    """Roles that somebody else gave in the last two weeks, latest first: a second pair of eyes on who came in.

    An administrator sees those of her own office, an auditor those of the whole node.
    """
    since = timezone.now() - timedelta(days=NEWS_DAYS)
    found = Membership.objects.filter(since__gte=since, granted_by__isnull=False)
    if not viewer.may(AUDIT):
        viewer.require(MANAGE)
        found = found.filter(office_id=viewer.office_id)
    found = found.exclude(granted_by_id=viewer.person_id).exclude(user_id=viewer.person_id)
    return list(found.select_related("user", "office", "granted_by").order_by("-since")[:NEWS_MOST])


@transaction.atomic
def invite(*, email: str, name: str, role: str, language: str, by: Viewer) -> tuple[User, str]:
    """Give somebody an account (or take the one she has) and a role in one's own office.

    Returns the user and an invitation token for her password, empty when she already has one; it is
    handed over in person or by telephone, and runs out after 72 hours.
    """
    by.require(MANAGE)
    address = email.strip().lower()
    _check_address(address)
    if not name.strip():
        raise NotValid(_("Write her name as colleagues know it."), {"name": _("This is empty.")})
    user = User.objects.filter(email=address).first()
    if user is None:
        user = User.objects.create_user(address, name.strip(), None, language=language)
        record("people.invited", target=user)
    _give(user, role, by)
    return user, "" if user.has_usable_password() else invitation_for(user)


def _check_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise NotValid(_("This is no e-mail address."), {"email": _("Like name@office.example.")}) from None


@transaction.atomic
def give_role(user: User, role: str, *, by: Viewer) -> Membership:
    """A further role in one's own office."""
    by.require(MANAGE)
    return _give(user, role, by)


def _give(user: User, role: str, by: Viewer) -> Membership:
    if role not in roles():
        raise NotValid(_("Choose a role."), {"role": _("Choose one.")})
    if user.pk == by.person_id:
        raise NotNow(_("Nobody gives a role to herself. Ask another administrator."))
    held = _held(user)
    check_together(role, {m.role for m in held})
    if any(m.role == role and m.office_id == by.office_id for m in held):
        raise NotNow(_("She already has this role here."))
    given = Membership.objects.create(
        user=user, office_id=by.office_id, role=role, since=timezone.now(), granted_by_id=by.person_id
    )
    record("people.role_given", target=given, note={"role": role})
    return given


def _held(user: User) -> list[Membership]:
    return list(Membership.objects.filter(Q(until=None) | Q(until__gt=timezone.now()), user=user))


def check_together(role: str, held: set[str]) -> None:
    """Some roles watch over others: the same person never holds both (data/roles, `never_with`)."""
    for other in sorted(held):
        if other in roles()[role].get("never_with", ()) or role in roles().get(other, {}).get(
            "never_with", ()
        ):
            raise NotValid(
                _("She is %(other)s, and one of these roles watches over the other. End that role first.")
                % {"other": roles()[other]["name"]},
                {"role": _("Not together with what she already is.")},
            )


@transaction.atomic
def end_role(found: Membership, *, by: Viewer) -> Membership:
    """From now on she no longer has this role here; her next page already knows."""
    by.require(MANAGE)
    found.until = timezone.now()
    found.save(update_fields=["until"])
    record("people.role_ended", target=found, note={"role": found.role})
    return found


def invitation_for(user: User) -> str:
    """A token that lets one person set her first password once."""
    return _signer.sign(f"{user.pk}:{user.password[-12:]}")


def invited(token: str) -> User | None:
    """Whose invitation this is, or None when it has run out or was used."""
    try:
        value = _signer.unsign(token, max_age=INVITATION_HOURS * 3600)
        pk, stamp = value.split(":", 1)
        user = User.objects.filter(pk=UUID(pk), is_active=True).first()
    except (BadSignature, ValueError):
        return None
    return user if user and user.password[-12:] == stamp else None


@transaction.atomic
def set_first_password(user: User, password: str) -> None:
    """The invited person chooses her password; the invitation is used up by that."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise NotValid(_("Choose another password."), {"password": " ".join(error.messages)}) from None
    user.set_password(password)
    user.save(update_fields=["password"])
    record_signin("signin.password_set", user.pk)
