"""The offices of a node: who is where, in which languages, and a contact somebody has confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.codelists import code_list
from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Office

MANAGE = "people.manage"


@dataclass(frozen=True)
class Given:
    """What an administrator writes about an office. `languages`: codes, as spoken at the desk."""

    name: str
    name_local: str
    kind: str
    jurisdiction: str
    province: str
    languages: tuple[str, ...]
    contact: str


def directory(viewer: Viewer) -> list[Office]:
    """Every office that is open, by country and name: whom one can refer to and call."""
    found = Office.objects.filter(closed_on=None).select_related("parent")
    return list(found.order_by("jurisdiction", "name"))


def office(viewer: Viewer, office_id: UUID) -> Office:
    """One office for its administrator: her own or one below it; 404 otherwise."""
    viewer.require(MANAGE)
    found = Office.objects.filter(pk=office_id).first()
    if found is None or viewer.office_id not in {found.pk, found.parent_id}:
        raise Http404
    return found


@transaction.atomic
def change(found: Office, given: Given, *, by: Viewer) -> Office:
    """Write down what has changed. A new contact is unconfirmed until somebody has tried it."""
    by.require(MANAGE)
    _check(given)
    if given.contact != found.contact:
        found.contact_confirmed_by, found.contact_confirmed_on = "", None
    _write(found, given)
    found.save()
    record("office.changed", target=found)
    return found


@transaction.atomic
def add(given: Given, *, code: str, by: Viewer) -> Office:
    """A new office below one's own."""
    by.require(MANAGE)
    _check(given)
    if Office.objects.filter(code=code).exists():
        raise NotValid(_("This code is taken."), {"code": _("Choose another code.")})
    made = Office(code=code, parent_id=by.office_id)
    _write(made, given)
    made.save(force_insert=True)
    record("office.added", target=made)
    return made


@transaction.atomic
def confirm_contact(found: Office, *, by: Viewer) -> Office:
    """Somebody has called or written and was answered today; only then is the contact shown to others."""
    by.require(MANAGE)
    if not found.contact:
        raise NotValid(_("There is no contact to confirm."))
    found.contact_confirmed_by, found.contact_confirmed_on = by.name, timezone.localdate()
    found.save(update_fields=["contact_confirmed_by", "contact_confirmed_on"])
    record("office.contact_confirmed", target=found)
    return found


def _check(given: Given) -> None:
    if not given.name.strip():
        raise NotValid(_("An office has a name."), {"name": _("This is empty.")})
    if code_list("office-kinds", settings.DATA).entry(given.kind) is None:
        raise NotValid(_("Choose what kind of office it is."), {"kind": _("Choose one.")})


def _write(found: Office, given: Given) -> None:
    kind = code_list("office-kinds", settings.DATA).entry(given.kind)
    found.name, found.name_local, found.kind = given.name.strip(), given.name_local.strip(), given.kind
    found.jurisdiction, found.province = given.jurisdiction, given.province.strip()
    found.languages, found.contact = list(given.languages), given.contact.strip()
    found.may_detain = kind is not None and "detains" in kind.flags
