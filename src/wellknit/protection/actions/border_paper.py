"""Papers and pictures that go with a journey between countries: small enough to travel in a sealed message."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.names import naming
from wellknit.lib.names.keys import PersonNames
from wellknit.lib.pictures import NotAPicture, without_traces
from wellknit.platform.access.refusals import NotNow, NotShared, NotValid, NotYou
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.exchange import outbox
from wellknit.protection import border_bodies as bodies
from wellknit.protection import policies_meeting
from wellknit.protection.actions import border, disclosure, telling, walking
from wellknit.protection.actions.document import media_type
from wellknit.protection.actions.moving import locked
from wellknit.protection.corridors import path_of
from wellknit.protection.models import BorderPaper, Journey
from wellknit.protection.names import names_of
from wellknit.protection.permissions import MOVE_JOURNEYS, check_may

LARGEST = 1_000_000
TYPES = ("application/pdf", "image/jpeg", "image/png")


@transaction.atomic
def send(
    journey: Journey, content: Iterator[bytes], *, size: int, kind: str, title: str, by: Viewer
) -> BorderPaper:
    """Send a paper to the other side. Pictures lose what a camera wrote into them (where, when, which telephone).

    Raises `NotValid` for a title that names the person, for one that is too large or not a PDF or picture, `NotNow` when the journey was withdrawn.
    """
    check_may(by, MOVE_JOURNEYS)
    fresh = locked(journey)
    if by.office_id != walking.own_office(fresh):
        raise NotYou(_("Another office carries this journey."))
    if fresh.state == "withdrawn":
        raise NotNow(_("The journey was withdrawn; nothing more goes out for it."))
    policies_meeting.check_nameless(["title"] if _named(title, fresh) else [])
    basis = _stands_on(fresh, kind, by)
    if size > LARGEST:
        raise NotValid(
            _("This file is too large for a message."),
            {"file": _("Send at most 1 MB: fewer pages, or a smaller picture.")},
        )
    body, type_ = _clean(b"".join(content))
    made = BorderPaper(
        journey=fresh, outgoing=True, kind=kind, title=title, media_type=type_, size=len(body),
        content=base64.b64encode(body).decode(), at=timezone.now(), by_id=by.person_id,
    )  # fmt: skip
    if fresh.node:
        made.message_id = outbox.queue("journey.paper", to=fresh.node, body=bodies.paper(made), journey=fresh.pk,
                                       basis=basis, by=by)  # fmt: skip
    made.save(force_insert=True)
    record("journey.paper_sent", target=made, case=fresh.case_id, note={"kind": kind})
    return made


def _stands_on(journey: Journey, kind: str, by: Viewer) -> UUID | None:
    """The consent a paper about the person goes by. What the other country sends of its own, and a rescue, need none."""
    path = path_of(journey)
    if not walking.sender_here(journey) or path.basis or journey.case_id is None:
        return None
    if journey.accepted_at is None:
        raise NotShared(
            _("Until the other country has accepted it sees a preview only. Send papers afterwards.")
        )
    telling.check_goes_on(journey)
    begun = {paper for row in journey.steps.all() for paper in row.documents}
    if kind in {paper for step in path.steps for paper in step.documents} - begun:
        raise NotNow(_("This paper belongs to a later step. Send it when that step has begun."))
    case = walking.file_of(journey)
    assert case is not None  # looked for above
    gone = disclosure.abroad(case, by=by, purpose=path.purpose, recipient=journey.partner,
                             scope=("documents",), what=f"{path.id}:{kind}", fields=(kind,))  # fmt: skip
    consent: UUID | None = gone.consent_id
    return consent


def _named(title: str, journey: Journey) -> bool:
    """Whether a title says what the person is called, in the file here or in what was told of her."""
    case, told = walking.file_of(journey), border.told_so_far(journey)
    called = [PersonNames(forms=tuple(str(told[n]) for n in ("name_native", "name_latin") if told.get(n)))]
    return naming.names(title, [*called, names_of(case.person)] if case is not None else called)


def _clean(body: bytes) -> tuple[bytes, str]:
    type_ = media_type(body[:16])
    wrong = NotValid(
        _("This file is not a PDF or a picture."), {"file": _("Choose a PDF, JPEG or PNG file.")}
    )
    if type_ not in TYPES:
        raise wrong
    if type_ == "application/pdf":
        return body, type_
    try:
        return without_traces(body), type_
    except NotAPicture as broken:
        raise wrong from broken


def clear(paper: BorderPaper) -> bytes:
    """The bytes of a paper, for a reader whose reading is recorded."""
    return base64.b64decode(paper.content)
