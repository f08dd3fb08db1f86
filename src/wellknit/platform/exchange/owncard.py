"""This node's own card: what its charter says of it, and the public half of its keys, signed."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from wellknit.platform.access.refusals import NotNow
from wellknit.platform.exchange import card as cards
from wellknit.platform.exchange.keys import OwnKeys, make_keys, own_keys, rotate_keys
from wellknit.platform.vault.keyring import KeyMissing, keys_dir


def code() -> str:
    """The code other nodes know this one by: the id of its charter."""
    return str(settings.CHARTER["id"])


def facts() -> dict[str, Any]:
    """What the card says besides the keys."""
    charter: dict[str, Any] = settings.CHARTER
    meets = charter.get("exchange")
    if not meets:
        raise NotNow("This charter has no [exchange]: whoever has no node has no card.")
    return {
        "code": charter["id"],
        "name": charter["name"],
        "country": charter.get("country", ""),
        "wings": list(charter["wings"]),
        "time_zone": charter["time_zone"],
        "offices": list(meets["offices"]),
        "address": _address(meets),
        "protocol": list(meets["protocol"]),
    }


def _address(meets: dict[str, Any]) -> str:
    """Set where the node runs (WELLKNIT_ADDRESS); then the card keeps it, also when a later command forgets to."""
    if settings.WELLKNIT_ADDRESS:
        return str(settings.WELLKNIT_ADDRESS)
    return own().card.address if card_path().exists() else str(meets["address"])


def card_path() -> Path:
    """The card as it is given to others; there is nothing secret in it."""
    return keys_dir() / "card.json"


def text() -> str:
    """The card's file. Raises `KeyMissing` before it was made."""
    try:
        return card_path().read_text()
    except FileNotFoundError:
        raise KeyMissing("This node has no card yet. Run `wellknit node init`.") from None


def own() -> cards.Read:
    """The card as others read it."""
    return cards.read(text(), datetime.now(UTC))


def init() -> bool:
    """First keys and card; a card that no longer says what the charter says is made anew. True when it was."""
    made = make_keys(code())
    if not made and card_path().exists() and _says(own().card) == facts():
        return False
    _write(cards.write(facts(), own_keys()))
    return True


def turn(*, at_once: bool = False, now: datetime | None = None) -> OwnKeys:
    """New keys and a new card.

    The new signing key signs after the charter's `announce_days`; `at_once` (a key was stolen) from now on,
    and then the others refuse what we send until they have pinned the new card. Raises `NotNow` while the
    last change has not taken effect.
    """
    meets = settings.CHARTER["exchange"]
    at = now or datetime.now(UTC)
    pending = own_keys(at).next_sign
    if pending is not None and not at_once:
        day = pending.since.date().isoformat()
        raise NotNow(f"The last change of keys takes effect on {day}; before that there is no other.")
    announce = 0 if at_once else meets["announce_days"]
    held = rotate_keys(announce_days=announce, old_keys_days=meets["old_keys_days"], stolen=at_once, now=at)
    _write(cards.write(facts(), held))
    return held


def due() -> datetime:
    """When the keys have to be turned next, by the charter's calendar."""
    turned = datetime.fromtimestamp(own().card.turned, UTC)
    return turned + timedelta(days=settings.CHARTER["exchange"]["rotate_every_days"])


def overdue() -> datetime | None:
    """Since when the keys should have been turned; None while there is time, or where the card cannot be read."""
    try:
        day = due()
    except (KeyMissing, PermissionError):
        return None
    return day if day < datetime.now(UTC) else None


def _says(card: cards.Card) -> dict[str, Any]:
    said = card.model_dump(mode="json")
    return {name: said[name] for name in facts()}


def _write(card: str) -> None:
    beside = card_path().with_suffix(".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(card)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(card_path())
