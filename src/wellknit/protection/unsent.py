"""Where an unfinished screening is kept: under one path for the whole talk, its pages below it."""

from __future__ import annotations

from uuid import UUID

ROOT = "/screening/"


def place(talk_id: UUID) -> str:
    """The path under which a talk is kept."""
    return f"{ROOT}{talk_id}/"
