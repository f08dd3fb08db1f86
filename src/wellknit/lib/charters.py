"""What a node's charter says, read without Django: the command line needs it before anything else."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from wellknit.lib.home import Home, HomeError

FOLDER = Path(__file__).resolve().parents[1] / "data" / "charters"


def read_charter(home: Home, folder: Path = FOLDER) -> dict[str, Any]:
    """The charter of this node; raises `HomeError` naming the ones there are."""
    path = folder / f"{home.charter}.toml"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in folder.glob("*.toml")))
        raise HomeError(f"There is no charter {home.charter!r}; there are: {known}.")
    with path.open("rb") as file:
        return tomllib.load(file)


def wings_of(home: Home) -> tuple[str, ...]:
    """Codes of the wings this node's charter switches on."""
    return tuple(read_charter(home)["wings"])
