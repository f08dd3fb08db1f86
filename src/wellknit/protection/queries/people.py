"""Finding a person within one's reach, by name, without the database knowing names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.http import Http404
from django.utils import timezone

from wellknit.lib.names.keys import PersonNames
from wellknit.lib.names.rank import rank
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.models import Event
from wellknit.platform.audit.record import record
from wellknit.platform.vault import tokens
from wellknit.protection.models import Case, Person
from wellknit.protection.names import names_of, token_keys
from wellknit.protection.permissions import SEARCH, check_may

SHOWN = 10


@dataclass(frozen=True)
class Found:
    """Somebody who may be the one: the person, how near the name is (0 to 1), her cases in reach."""

    person: Person
    nearness: float
    cases: list[Case]


def search(viewer: Viewer, names: PersonNames) -> list[Found]:
    """At most ten persons in reach whose name is near, nearest first. That somebody searched is recorded,
    what for is not."""
    check_may(viewer, SEARCH)
    with connection.cursor() as cursor:
        hits = tokens.search(cursor, names.forms, names.birth_year, token_keys())
    people = {p.pk: p for p in Person.objects.filter(pk__in=[hit.person_id for hit in hits])}
    ranked = rank(names.forms, names.birth_year, [(pk, names_of(p)) for pk, p in people.items()], best=SHOWN)
    cases: dict[UUID, list[Case]] = {}
    for case in Case.objects.filter(person_id__in=[near.id for near in ranked]).order_by("-opened_on"):
        cases.setdefault(case.person_id, []).append(case)
    record("people.searched", note={"found": len(ranked)})
    return [Found(people[near.id], min(near.likeness, 1.0), cases.get(near.id, [])) for near in ranked]


def person(viewer: Viewer, person_id: UUID) -> Person:
    """One person in reach; 404 outside. Reading her is an event."""
    found = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise Http404
    record("person.read", target=found)
    return found


def searched_lately(viewer: Viewer) -> bool:
    """Whether the viewer has looked for somebody by name within the hour: what opening a case asks for.

    The trace itself is the proof; nothing a browser sends could be one.
    """
    since = timezone.now() - timedelta(hours=1)
    return Event.objects.filter(actor_id=viewer.person_id, event="people.searched", at__gte=since).exists()


def by_code(viewer: Viewer, code: str) -> Case | None:
    """A case in reach by the code on its papers, or None."""
    return Case.objects.filter(code=code.strip().upper()).first()
