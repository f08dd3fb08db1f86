"""Every move of every thing: lock the row, compare the version, ask the table, count one up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _

from wellknit.lib.moves import IllegalMove, Machine, Move
from wellknit.platform.access.refusals import Conflict, NotNow

M = TypeVar("M", bound=models.Model)


def locked(thing: M, version: int | None = None, disputed: Iterable[str] = ()) -> M:
    """The same row, locked until the transaction ends.

    version: what the form was written against. When somebody changed the row since, raises
    `Conflict` with the present values of the `disputed` fields, so that the page can show both.
    """
    fresh = type(thing)._default_manager.select_for_update().filter(pk=thing.pk).first()
    if fresh is None:
        raise Http404  # outside one's reach, or meanwhile: it is not found
    if version is not None and version != fresh.version:  # type: ignore[attr-defined]
        theirs = {name: getattr(fresh, name) for name in disputed}
        raise Conflict(
            _(
                "Somebody else changed this while you were writing. Nothing of yours is lost: compare and decide."
            ),
            {**theirs, "version": fresh.version},  # type: ignore[attr-defined]
        )
    return fresh


def turned(machine: Machine[Any], state: str, verb: str) -> Move:
    """The move of a table, or `NotNow`: somebody was faster (accepted, decided, closed), which is no fault."""
    try:
        return machine.check(state, verb)
    except IllegalMove as illegal:
        raise NotNow(
            _(
                "This is no longer possible: it is now “%(state)s”. Go back and look at what happened meanwhile."
            )
            % {"state": _(state.replace("_", " "))}
        ) from illegal
