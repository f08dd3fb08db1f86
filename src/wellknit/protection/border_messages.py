"""The messages of journeys between countries, registered with the exchange, which knows no wing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy
from pydantic import BaseModel

from wellknit.platform.access.jobs import as_worker
from wellknit.platform.access.refusals import NotShared
from wellknit.platform.exchange.kinds import Kind, Outgoing, message_kind
from wellknit.protection import border_bodies as bodies
from wellknit.protection.actions import arriving

KINDS: dict[str, type[BaseModel]] = {
    "journey.offered": bodies.Offered, "journey.moved": bodies.Moved, "journey.told": bodies.Told,
    "journey.paper": bodies.Paper, "journey.alarm": bodies.Notice, "journey.note": bodies.Notice,
    "journey.honoured": bodies.Honoured,
}  # fmt: skip
PRIORITY = frozenset({"journey.alarm"})
# These tell of the person: the worker looks again, as it seals, whether the talk and the consent still stand.
ABOUT_HER = frozenset({"journey.offered", "journey.told", "journey.paper"})
# These say what was done, with words that may tell of her: without the talk and the consent they go without words.
BARE = frozenset({"journey.moved", "journey.honoured"})


WHY_NOT = {
    "withdrawn": gettext_lazy("The journey was withdrawn; nothing more goes out for it."),
    "talk": gettext_lazy("No talk alone with the person allows this contact now. Nothing was sent."),
    "consent": gettext_lazy("The consent this stands on has ended. Nothing was sent."),
}


def still_allowed(outgoing: Outgoing) -> None:
    """Asked each time before something that tells of the person is sealed or sent. Raises `NotShared`.

    The step has to be there: a private talk that allows the contact, the consent the message stands on, a journey
    that was not taken back. A rescue stands on a life and has neither. The database looks; the worker is nobody's
    viewer and reads no file.
    """
    rows = as_worker(
        "SELECT wk_border_stands(%s, %s, %s)", [outgoing.journey, outgoing.basis, timezone.localdate()]
    )
    if rows[0][0] != "ok":
        raise NotShared(str(WHY_NOT[rows[0][0]]))


def words_allowed(outgoing: Outgoing) -> None:
    """The same for words beside what is done: any consent in force to this contact will do, and after the handover
    both countries go on speaking while they look for the person. Raises `NotShared`."""
    rows = as_worker("SELECT wk_border_words(%s, %s)", [outgoing.journey, timezone.localdate()])
    if rows[0][0] != "ok":
        raise NotShared(str(WHY_NOT[rows[0][0]]))


def alarm_allowed(outgoing: Outgoing) -> None:
    """Taken back and erased always go. Danger is told to a country that knows of the person. Raises `NotShared`."""
    if outgoing.body.get("kind") in arriving.BURIES:
        return
    rows = as_worker("SELECT wk_border_alarm(%s, %s)", [outgoing.journey, timezone.localdate()])
    if rows[0][0] != "ok":
        raise NotShared(str(WHY_NOT[rows[0][0]]))


def _check(code: str) -> Callable[[Outgoing], None] | None:
    if code in ABOUT_HER:
        return still_allowed
    if code in PRIORITY:
        return alarm_allowed
    return words_allowed if code in BARE or code == "journey.note" else None


def office_for(journey: UUID | None) -> UUID | None:
    """Which office here a message concerns: the one that carries the journey; else the one that speaks for all."""
    if journey is None:
        return None
    speaking = list(settings.CHARTER.get("exchange", {}).get("offices", ()))
    rows = as_worker("SELECT wk_border_office(%s, %s)", [journey, speaking])
    return rows[0][0] if rows else None


def register() -> None:
    """Tell the exchange what this wing sends and understands."""
    for code, body in KINDS.items():
        message_kind(Kind(
            code=code, versions={1: body}, personal=True, priority=code in PRIORITY,
            check=_check(code), bare=bodies.bare if code in BARE else None, receive=arriving.RECEIVERS[code], office=office_for,
        ))  # fmt: skip
    message_kind(Kind(
        code="delays.released", versions={1: bodies.DelaysReleased}, personal=False,
        receive=arriving.delays_released,
    ))  # fmt: skip
