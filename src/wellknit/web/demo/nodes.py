"""The nodes of the demonstration on one machine: what each is called, where it answers, in which environment."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wellknit.lib.charters import FOLDER, read_charter
from wellknit.lib.home import Home

USUAL = ("th", "mm", "secretariat")
FIRST = "demo"  # the node that was there before there were others; its charter is FIRST_CHARTER
FIRST_CHARTER = "th"
# What would make two nodes one: each demo node has its own, whatever the caller's environment says.
OWN = ("WELLKNIT_NODE", "WELLKNIT_CHARTER", "WELLKNIT_DATABASE", "WELLKNIT_KEYS", "WELLKNIT_CHECKPOINTS",
       "WELLKNIT_ADDRESS", "WELLKNIT_ROLE")  # fmt: skip


class NoSuchNode(Exception):
    """A name that is no node here; the message is a sentence."""


@dataclass(frozen=True)
class DemoNode:
    """One of them. ``charter``: its code for the others; ``host`` and ``port``: where its pages are."""

    charter: str
    port: int
    says: Mapping[str, Any]
    host: str = "127.0.0.1"

    @property
    def node(self) -> str:
        """Its name on this machine: folders, database and roles carry it."""
        return node_name(self.charter)

    @property
    def name(self) -> str:
        """Whose it is."""
        return str(self.says["name"])

    @property
    def url(self) -> str:
        """What a person types; passkeys want the name localhost, not the number."""
        return f"http://localhost:{self.port}/"

    @property
    def address(self) -> str:
        """Where the other nodes send to; stands in the card."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def home(self) -> Home:
        """Its folders."""
        return Home.find({**_kept(), **self._named()})

    @property
    def has_cases(self) -> bool:
        """Whether its charter has the protection wing."""
        return "protection" in self.says["wings"]

    def environ(self, **more: str) -> dict[str, str]:
        """The environment of its processes."""
        return {**_kept(), **self._named(), "WELLKNIT_DEMO": "1", "WELLKNIT_ADDRESS": self.address, **more}

    def _named(self) -> dict[str, str]:
        return {"WELLKNIT_NODE": self.node, "WELLKNIT_CHARTER": self.charter}

    def card(self) -> dict[str, Any]:
        """What its card says, unchecked; empty before there is one."""
        try:
            signed = json.loads(self.card_path.read_text())["card"].split(".")[1]
        except (OSError, ValueError, KeyError, IndexError):
            return {}
        found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(signed + "=" * (-len(signed) % 4)))
        return found

    @property
    def card_path(self) -> Path:
        """The file that is handed to the others."""
        return self.home.path("keys", "card.json")

    def knows(self, other: DemoNode) -> bool:
        """Whether its officials compared the card that the other one shows now."""
        return card_digest(other.card_path) in met_before(self.home)


def card_digest(file: Path) -> str:
    """One card from another, without reading it."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else "no card"


def met_before(home: Home) -> list[str]:
    """Cards that the demo's officials of a node compared; a note for the demo, which believes nothing by it."""
    try:
        found: list[str] = json.loads(_met(home).read_text())
    except (OSError, ValueError):
        return []
    return found


def note_met(home: Home, cards: Iterable[Path]) -> None:
    """Write down which cards were compared."""
    known = dict.fromkeys([*met_before(home), *map(card_digest, cards)])
    _met(home).write_text(json.dumps(list(known)))


def _met(home: Home) -> Path:
    return home.path("spool", "demo-met.json")


def node_name(charter: str) -> str:
    """Name on this machine of the demo node with that charter."""
    return FIRST if charter == FIRST_CHARTER else f"demo_{charter}"


def is_demo(node: str) -> bool:
    """Whether a node of this name may be filled with inventions."""
    return node == FIRST or node.startswith("demo_")


def _kept() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in OWN}


def chosen(
    charters: Iterable[str], *, port: int, host: str, is_free: Callable[[str, int], bool]
) -> list[DemoNode]:
    """The nodes asked for, each at the next free port. Raises NoSuchNode."""
    found: list[DemoNode] = []
    last = port - 1
    for charter in dict.fromkeys(c.lower() for c in charters):
        says = says_of(charter)
        last = next((p for p in range(last + 1, last + 200) if is_free(host, p)), 0)
        if not last:
            raise NoSuchNode(f"No free port was found from {port} on.")
        found.append(DemoNode(charter, last, says, host))
    return found


def says_of(charter: str) -> dict[str, Any]:
    """What a charter says, for one that runs a node. Raises NoSuchNode."""
    known = sorted(p.stem for p in FOLDER.glob("*.toml"))
    if charter not in known:
        raise NoSuchNode(f"There is no charter {charter!r}; there are: {', '.join(known)}.")
    says = read_charter(Home(Path("/"), node_name(charter), (("WELLKNIT_CHARTER", charter),)))
    if not says.get("exchange"):
        raise NoSuchNode(f"{says['name']} runs no node; it is a partner on paper.")
    return says
