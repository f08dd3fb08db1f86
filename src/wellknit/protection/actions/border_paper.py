"""Papers and pictures that go with a journey between countries: small enough to travel in a sealed message."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.pictures import NotAPicture, without_traces
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.exchange import outbox
from wellknit.protection import border_bodies as bodies
from wellknit.protection.actions import walking
from wellknit.protection.actions.document import media_type
from wellknit.protection.actions.moving import locked
from wellknit.protection.models import BorderPaper, Journey
from wellknit.protection.permissions import MOVE_JOURNEYS, check_may

LARGEST = 1_000_000
TYPES = ("application/pdf", "image/jpeg", "image/png")


@transaction.atomic
def send(
    journey: Journey, content: Iterator[bytes], *, size: int, kind: str, title: str, by: Viewer
) -> BorderPaper:
    """Send a paper to the other side. Pictures lose what a camera wrote into them (where, when, which telephone).

    Raises `NotValid` for one that is too large or not a PDF or picture, `NotNow` when the journey was withdrawn.
    """
    check_may(by, MOVE_JOURNEYS)
    fresh = locked(journey)
    if by.office_id != walking.own_office(fresh):
        raise NotYou(_("Another office carries this journey."))
    if fresh.state == "withdrawn":
        raise NotNow(_("The journey was withdrawn; nothing more goes out for it."))
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
                                       basis=fresh.consent_id, by=by)  # fmt: skip
    made.save(force_insert=True)
    record("journey.paper_sent", target=made, case=fresh.case_id, note={"kind": kind})
    return made


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
