"""The next meeting's paper, made of what is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from wellknit.lib.documents.tree import Cell, Column, Document, Grid, Para, Row


def open_paper(follow_ups: Sequence[Any], today: date) -> Document:
    """Open follow-ups and those reported done but not yet found adequate, oldest due first."""
    head = (
        Column(_("Decision"), weight=28), Column(_("What is to be done"), weight=28),
        Column(_("Owner"), weight=8),
        Column(_("Due"), weight=10), Column(_("State"), weight=14),
    )  # fmt: skip
    rows = []
    for row in follow_ups:
        late = row.due is not None and row.due < today and row.state == "open"
        state = _("late") if late else (_("done, not yet looked at") if row.state == "done" else _("open"))
        said = f"{row.decision.meeting.title}, {row.decision.number}: {row.decision.text}"
        cells = (
            Cell(said), Cell(row.text), Cell(row.owner), Cell(f"{row.due:%Y-%m-%d}" if row.due else "–"),
            Cell(state, tone="alert" if late else ""),
        )  # fmt: skip
        rows.append(Row(cells, id=str(row.pk)))
    blocks = (
        [Grid(_("Decisions not yet carried out"), head, tuple(rows), "open")]
        if rows
        else [Para(_("Nothing is open."))]
    )
    return Document(
        _("What is open from earlier meetings"), tuple(blocks), landscape=True, dated=today.isoformat(),
        facts=((_("Open"), str(len(rows))),),
    )  # fmt: skip
