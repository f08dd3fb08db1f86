"""One case, whole: its head, its timeline, what runs, who can read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import Http404
from django.utils import timezone

from wellknit.platform.access.models import Grant
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.models import Event
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Office, User
from wellknit.protection.healthpapers import check_not_closed, veiled
from wellknit.protection.models import (
    Case,
    Clock,
    Document,
    Identification,
    Note,
    Opinion,
    Review,
    Stay,
)
from wellknit.protection.permissions import READ_CASES, check_may
from wellknit.protection.sections import timeline_of


@dataclass(frozen=True)
class Entry:
    """One line of the timeline. `kind` chooses words and mark; `thing` is the row it tells of.

    `whole_day`: only the day is known; the time in `at` only keeps the order of things on one day.
    """

    at: datetime
    kind: str
    thing: Any
    who: str = ""
    office: str = ""
    whole_day: bool = False


@dataclass(frozen=True)
class CaseFile:
    """Everything the case page shows, read in a constant number of queries."""

    case: Case
    entries: list[Entry]
    clocks: list[Clock]
    identification: Identification | None
    opinions: list[Opinion]
    reviews: list[Review]
    stays: list[Stay]
    documents: list[Document]
    readers: list[tuple[Grant, str]]
    worker: str = ""
    earlier: bool = False


def case(viewer: Viewer, case_id: UUID) -> Case:
    """A case in reach, with its person; 404 outside. Reading it is an event."""
    check_may(viewer, READ_CASES)
    found = Case.objects.filter(pk=case_id).select_related("person", "office", "referral").first()
    if found is None:
        raise Http404
    record("case.read", target=found, case=found.pk)
    return found


def case_file(viewer: Viewer, case_id: UUID, *, latest: int | None = None) -> CaseFile:
    """The whole file; with `latest` only so many lines of its timeline, and whether there are `earlier` ones.

    A line costs the opening of what it says, so a page shows the newest and reads on when asked.
    """
    found = case(viewer, case_id)
    some = slice(None) if latest is None else slice(latest + 1)
    stays = list(Stay.objects.filter(case=found).select_related("facility", "unit").order_by("began_on"))
    notes = list(Note.objects.filter(case=found).order_by("-at")[some])
    documents = veiled(viewer, Document.objects.filter(case=found).order_by("-added_at")[some])
    identification = Identification.objects.filter(case=found, jurisdiction=found.jurisdiction).first()
    opinions = list(Opinion.objects.filter(case=found).order_by("given_at"))
    reviews = list(Review.objects.filter(case=found).order_by("asked_at"))
    grants = list(Grant.objects.filter(case_id=found.pk))
    names = _names(found, notes, documents, opinions, stays)
    offices = {o.pk: o.name for o in Office.objects.filter(pk__in={n.by_office_id for n in notes})}
    own = _entries(found, notes, documents, identification, opinions, reviews, stays, names, offices)
    entries = sorted([*own, *timeline_of(viewer, found, some)], key=lambda e: e.at, reverse=True)
    return CaseFile(
        case=found,
        entries=entries if latest is None else entries[:latest],
        clocks=list(Clock.objects.filter(case_id=found.pk, stopped_at=None).order_by("due_at")),
        identification=identification,
        opinions=opinions,
        reviews=reviews,
        stays=stays,
        documents=documents,
        readers=[(g, g.basis) for g in grants],
        worker=names.get(found.worker_id, "") if found.worker_id else "",
        earlier=latest is not None and len(entries) > latest,
    )


def _names(found: Case, notes: list[Note], documents: list[Document], opinions: list[Opinion],
           stays: list[Stay]) -> dict[UUID, str]:  # fmt: skip
    ids = {
        found.opened_by_id,
        found.worker_id,
        *(n.by_id for n in notes),
        *(d.added_by_id for d in documents),
    }
    ids |= {o.member_id for o in opinions} | {s.recorded_by_id for s in stays}
    return {
        u.pk: u.name for u in User.objects.filter(pk__in=[i for i in ids if i is not None]).only("id", "name")
    }


def _on(day: date, rank: int) -> datetime:
    """A moment of a day of which no time is known; `rank` orders what falls on one day (leaving, arriving)."""
    return timezone.make_aware(datetime(day.year, day.month, day.day)) + timedelta(seconds=rank)


def _opened_at(found: Case) -> datetime:
    """When the case was opened: on the day of the referral's acceptance, after it."""
    accepted = found.referral.answered_at if found.referral else None
    if accepted and timezone.localtime(accepted).date() == found.opened_on:
        return accepted + timedelta(seconds=1)
    return _on(found.opened_on, 2)


def _entries(found: Case, notes: list[Note], documents: list[Document], identification: Identification | None,
             opinions: list[Opinion], reviews: list[Review], stays: list[Stay], names: dict[UUID, str],
             offices: dict[UUID, str]) -> list[Entry]:  # fmt: skip
    entries = [Entry(_opened_at(found), "opened", found, names.get(found.opened_by_id, ""), whole_day=True)]
    if found.referral:
        entries.append(Entry(found.referral.sent_at, "referred", found.referral))
    entries += [
        Entry(n.at, "note", n, names.get(n.by_id, ""), offices.get(n.by_office_id, "")) for n in notes
    ]
    entries += [Entry(d.added_at, "document", d, names.get(d.added_by_id, "")) for d in documents]
    for stay in stays:
        who = names.get(stay.recorded_by_id, "")
        entries.append(Entry(_on(stay.began_on, 1), "stay_began", stay, who, whole_day=True))
        if stay.ended_on:
            entries.append(Entry(_on(stay.ended_on, 0), "stay_ended", stay, whole_day=True))
    entries += [Entry(o.given_at, "opinion", o, names.get(o.member_id, "")) for o in opinions]
    entries += [Entry(r.asked_at, "review_asked", r) for r in reviews]
    entries += [Entry(r.decided_at, "review_decided", r) for r in reviews if r.decided_at]
    if identification:
        entries.append(Entry(identification.begun_at, "identification_begun", identification))
        if identification.decided_at:
            entries.append(Entry(identification.decided_at, "identification_decided", identification))
    if found.closed_on:
        entries.append(Entry(_on(found.closed_on, 86399), "closed", found, whole_day=True))
    return entries


@dataclass(frozen=True)
class Reader:
    """An office (or, by break-glass, one person) that reaches a case: since when, until when, what for."""

    grant_id: UUID
    office_id: UUID
    office: str
    holder_id: UUID | None
    holder: str
    basis: str
    since: datetime
    until: datetime | None

    @property
    def over(self) -> bool:
        """Whether the reach has ended."""
        return self.until is not None and self.until <= timezone.now()


def readers(viewer: Viewer, found: Case) -> list[Reader]:
    """Everybody who reaches or reached a case, in the order in which they came."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM wk_case_readers(%s)", [found.pk])
        rows = cursor.fetchall()
    offices = {o.pk: o.name for o in Office.objects.filter(pk__in={row[1] for row in rows})}
    people = {
        u.pk: u.name for u in User.objects.filter(pk__in={row[2] for row in rows} - {None}).only("id", "name")
    }
    return [
        Reader(grant, office, offices.get(office, ""), holder, people.get(holder, ""), basis, since, until)
        for grant, office, holder, basis, since, until in rows
    ]


def for_print(viewer: Viewer, case_id: UUID, *, names: bool) -> CaseFile:
    """The file for a sheet of paper. That it was printed, and whether with the name, is an event."""
    found = case_file(viewer, case_id)
    record("case.printed", target=found.case, case=case_id, note={"names": names})
    return found


def who_looked(viewer: Viewer, found: Case, limit: int = 200) -> list[tuple[Event, str, str]]:
    """Who has read or changed this case, latest first: event, person, office."""
    events = list(Event.objects.filter(case_id=found.pk).order_by("-at")[:limit])
    users = {
        u.pk: u.name for u in User.objects.filter(pk__in={e.actor_id for e in events}).only("id", "name")
    }
    offices = {o.pk: o.name for o in Office.objects.filter(pk__in={e.office_id for e in events})}
    return [
        (e, users.get(e.actor_id, ""), offices.get(e.office_id, ""))  # type: ignore[arg-type]
        for e in events
    ]


def stay(viewer: Viewer, stay_id: UUID) -> Stay:
    """One stay of a case in reach; 404 outside."""
    check_may(viewer, READ_CASES)
    found = Stay.objects.filter(pk=stay_id).select_related("case", "facility").first()
    if found is None:
        raise Http404
    return found


def document(viewer: Viewer, document_id: UUID) -> Document:
    """One paper of a case in reach; 404 outside. A health paper is not for everybody who reads the case."""
    found = Document.objects.filter(pk=document_id).select_related("case").first()
    if found is None:
        raise Http404
    check_not_closed(viewer, found)
    return found


def identification(viewer: Viewer, identification_id: UUID) -> Identification:
    """One identification of a case in reach; 404 outside."""
    check_may(viewer, READ_CASES)
    found = Identification.objects.filter(pk=identification_id).select_related("case", "case__person").first()
    if found is None:
        raise Http404
    return found


def own_opinion(viewer: Viewer, found: Identification) -> Opinion | None:
    """The viewer's own opinion, if she has given it."""
    return Opinion.objects.filter(identification=found, member_id=viewer.person_id).first()


def review(viewer: Viewer, review_id: UUID) -> Review:
    """One request to look again, of a case in reach; 404 outside."""
    found = Review.objects.filter(pk=review_id).select_related("identification", "case").first()
    if found is None:
        raise Http404
    return found
