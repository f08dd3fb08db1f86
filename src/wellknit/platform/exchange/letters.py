"""Dead letters: what did not go or come through, why, and what somebody did about it. Never a content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellknit.platform.access.jobs import as_worker
from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.register import home_panel, menu
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.exchange.giving import NOT_REBUILT
from wellknit.platform.exchange.models.outbox import Outgoing
from wellknit.platform.exchange.reasons import sentence, why
from wellknit.platform.exchange.worker import ring_delivery, ring_opening
from wellknit.platform.vault.keyring import vault_ring
from wellknit.platform.vault.sealing import seal

WATCH = "exchange.watch"


@dataclass(frozen=True)
class Letter:
    """One message that stands still. side: out or in. state: as its table says, unopened, or trouble (a count)."""

    id: UUID
    side: str
    peer: str
    kind: str
    state: str
    at: datetime
    attempts: int
    code: str
    sentence: str

    @property
    def reason(self) -> str:
        """Why, in a sentence: the one that was written down, or that of its code."""
        return why(self.code or ("held" if self.state == "held" else ""), self.sentence)

    @property
    def again(self) -> bool:
        """Whether trying again can do anything."""
        return self.state in ("waiting", "sent", "refused", "parked", "unopened")

    @property
    def ends(self) -> bool:
        """Whether it can be given up."""
        return self.state in ("waiting", "sent", "refused", "parked", "unopened", "trouble")


@dataclass(frozen=True)
class LineState:
    """How the line to a peer is doing."""

    peer: str
    waiting: int
    failures: int
    said: str
    next_at: datetime | None
    worked_at: datetime | None
    must_compare: bool

    @property
    def reason(self) -> str:
        """Why it fails, in a sentence."""
        return sentence(self.said)


def letters(viewer: Viewer) -> list[Letter]:
    """What stands still, out before in."""
    viewer.require(WATCH)
    return [Letter(*row) for row in _rows("SELECT * FROM wk_exchange_letters()")]


def stuck() -> list[Letter]:
    """The same for the operator at the worker's own connection."""
    return [Letter(*row) for row in as_worker("SELECT * FROM wk_exchange_stuck()", [])]


def lines(viewer: Viewer) -> list[LineState]:
    """Each trusted peer's line."""
    viewer.require(WATCH)
    return [LineState(*row) for row in _rows("SELECT * FROM wk_exchange_lines()")]


def again(letter: UUID, *, by: Viewer) -> None:
    """Try it again now. Raises NotNow when it has gone meanwhile."""
    by.require(WATCH)
    _ring(_rows("SELECT wk_exchange_again(%s)", letter)[0][0])
    record("letter.tried_again", note={"letter": str(letter)})


def give_up(letter: UUID, words: str, *, by: Viewer) -> None:
    """End it for good, with words that say why; they are sealed. Raises NotNow, NotValid."""
    by.require(WATCH)
    if len(words.strip()) < 5:
        raise NotValid(_("Say in a few words why it is given up."), {"words": _("A few words, please.")})
    code = str(Outgoing._meta.get_field("words").code)  # type: ignore[union-attr]
    sealed = seal(words.strip().encode(), code=code, row=str(letter), ring=vault_ring())
    _ring(_rows("SELECT wk_exchange_give_up(%s, %s, %s)", letter, "given_up", sealed)[0][0])
    record("letter.given_up", note={"letter": str(letter)})


def _ring(found: str | None) -> None:
    if found is None:
        raise NotNow(_("This message has gone on meanwhile. Look at the list again."))
    if found == "in":
        ring_opening()
    else:
        ring_delivery(found)


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _panel(viewer: Viewer) -> dict[str, Any] | None:
    """A block on the home page, only while something stands still."""
    stuck = [letter for letter in letters(viewer) if letter.state != "trouble" or letter.code == NOT_REBUILT]
    closed = [line for line in lines(viewer) if line.must_compare or line.failures >= 3]
    return {"stuck": len(stuck), "lines": closed} if stuck or closed else None


def register() -> None:
    """Registers the menu entry and the home block."""
    menu("letters", gettext_lazy("Exchange with other countries"), WATCH, order=85)
    home_panel("exchange", "web/panels/exchange.html", WATCH, _panel, order=20)
