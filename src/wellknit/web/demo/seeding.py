"""Filling a demo node: the cast and the past by the owner, the living stories by the people themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from wellknit.commands.acting import as_role
from wellknit.platform.access.viewer import Viewer, close_session, open_session, viewer_scope
from wellknit.platform.identity.models import Membership, Office, User
from wellknit.web.demo.cast import Cast, OfficeSpec, StaffSpec
from wellknit.web.demo.stage import here

Say = Callable[[str], None]
STORIES_OF = "th"  # whose node the past and the living stories of data/demo belong to


def seed(say: Say, *, empty: bool = False) -> None:
    """Offices and people, and where this node has a story, its cases. What is there already stays as it is."""
    with as_role("owner"):
        filled = Office.objects.exists()
        with transaction.atomic():
            added = seed_cast(here())
    say(
        f"  {added} people added to those who are there" if filled and added else "  offices and their people"
    )
    if filled:
        return say("  filled before; no case was added")
    if empty:
        return
    if "protection" in settings.WINGS and settings.HOME.charter == STORIES_OF:
        _seed_cases(say)
    if "plan" in settings.WINGS:
        from wellknit.plan.demo import prepare as prepare_plan

        with as_role("owner"), transaction.atomic():
            prepare_plan(say)
    if "protection" in settings.WINGS:
        with as_role("owner"), connection.cursor() as cursor:
            cursor.execute("SELECT wk_recount_tokens()")


def _seed_cases(say: Say) -> None:
    """The 360 files of 2017, the stories of this year, and the houses."""
    from wellknit.web.demo.houses import furnish
    from wellknit.web.demo.past import seed_past
    from wellknit.web.demo.replay import replay_stories

    with as_role("owner"), transaction.atomic():
        count = seed_past()
    say(f"  {count} case files of a past year")
    with as_role("web"), the_door():
        count = replay_stories(timezone.now())
    say(f"  {count} living stories")
    with as_role("web"), the_door():
        count = furnish(timezone.now())
    say(f"  {count} houses with beds, and a plan")


def seed_cast(people: Cast) -> int:
    """Offices, accounts without a password (one click plays them), and memberships since long ago.

    Whoever is there already is left alone, so that an older demo gets the people of a newer version.
    Returns how many people were added.
    """
    offices = {o.code: o for o in Office.objects.filter(code__in=[s.code for s in people.offices])}
    new = [spec for spec in people.offices if spec.code not in offices]
    offices |= {spec.code: _office(spec) for spec in new}
    for spec in new:
        if spec.parent:
            offices[spec.code].parent = offices[spec.parent]
            offices[spec.code].save(update_fields=["parent"])
    known = set(User.objects.values_list("email", flat=True))
    added = [person for person in people.people if person.email not in known]
    for person in added:
        _staff(person, offices[person.office])
    return len(added)


def _office(spec: OfficeSpec) -> Office:
    return Office.objects.create(
        code=spec.code, name=spec.name, name_local=spec.name_local, kind=spec.kind,
        jurisdiction=spec.jurisdiction, province=spec.province, languages=list(spec.languages),
        may_detain=spec.may_detain,
    )  # fmt: skip


def _staff(person: StaffSpec, office: Office) -> None:
    user = User.objects.create_user(person.email, person.name, None, language=person.language)
    for role in person.roles:
        Membership.objects.create(user=user, office=office, role=role, since=long_ago())


def long_ago() -> datetime:
    """Before any story began."""
    return timezone.make_aware(datetime(2016, 1, 1))


@contextmanager
def the_door() -> Iterator[None]:
    """The door's connection, which this process has only while it plays the people of the demo."""
    if "door" not in settings.DATABASES:
        entry = {**settings.DATABASES["default"], **settings.HOME.database_settings("door")}
        settings.DATABASES["door"] = entry
        connections.settings["door"] = entry
        connections.configure_settings(connections.settings)
    try:
        yield
    finally:
        connections["door"].close()


@contextmanager
def playing(email: str, office_code: str, moment: datetime) -> Iterator[Viewer]:
    """A viewer scope of one of the cast, at a moment of the story (the demo's time, not the audit's)."""
    user = User.objects.get(email=email)
    office = next(o for o in _offices() if o.code == office_code)
    key = open_session(user.pk, office.pk, via="demo", hours=1)
    try:
        with viewer_scope(key) as viewer, patch("django.utils.timezone.now", lambda: moment):
            yield viewer
    finally:
        close_session(key)


def _offices() -> list[Office]:
    with as_role("owner"):
        return list(Office.objects.all())
