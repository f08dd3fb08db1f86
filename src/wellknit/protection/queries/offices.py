"""Offices one can turn to: those that receive people, nearest first, and those a case can be shared with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404

from wellknit.lib.codelists import code_list
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.identity.models import Office, User


def receiving(viewer: Viewer) -> list[Office]:
    """Open offices of kinds that receive people, under the viewer's law: her own province first."""
    kinds = code_list("office-kinds", settings.DATA).flagged("receives")
    found = Office.objects.filter(kind__in=kinds, jurisdiction=viewer.jurisdiction, closed_on=None)
    here = Office.objects.filter(pk=viewer.office_id).values_list("province", flat=True).first() or ""
    others = found.exclude(pk=viewer.office_id)
    return sorted(others, key=lambda o: (not here or o.province != here, o.province, o.name))


def sharing(viewer: Viewer) -> list[Office]:
    """Open offices of this node a case can be shared with."""
    return list(Office.objects.filter(closed_on=None).exclude(pk=viewer.office_id).order_by("name"))


def facilities(viewer: Viewer) -> list[Office]:
    """Offices of the node where somebody can stay or be held: shelters, reception centres, cells."""
    kinds = code_list("office-kinds", settings.DATA)
    wanted = kinds.flagged("houses") | kinds.flagged("detains")
    return list(Office.objects.filter(kind__in=wanted, closed_on=None).order_by("name"))


def office(viewer: Viewer, office_id: UUID) -> Office:
    """One open office; 404 else."""
    found = Office.objects.filter(pk=office_id, closed_on=None).first()
    if found is None:
        raise Http404
    return found


def own(viewer: Viewer) -> Office:
    """The office the viewer acts for."""
    return Office.objects.get(pk=viewer.office_id)


def colleagues(viewer: Viewer, holder: Office) -> list[tuple[UUID, str]]:
    """Who works in the office that holds a case, for that office only: others do not share out its work."""
    if holder.pk != viewer.office_id:
        return []
    people = User.objects.filter(memberships__office=holder, memberships__until=None, is_active=True)
    return list(people.distinct().order_by("name").values_list("pk", "name"))


def names(ids: set[Any]) -> dict[UUID, str]:
    """Names of offices by id."""
    return {o.pk: o.name for o in Office.objects.filter(pk__in=ids - {None}).only("id", "name")}
