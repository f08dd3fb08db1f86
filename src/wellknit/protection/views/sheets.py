"""One person, one sheet, in two languages: for the sealed annex of a meeting and for a handover at a crossing.

What stands on it is decided in `actions.sheet`; here it is set on paper. No page ever holds two persons, and no sheet
is a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import SimpleNamespace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from wellknit.lib.documents.tree import Block, Document, Heading, Keys, PageBreak, Para, Signatures
from wellknit.protection.actions.sheet import Sheet
from wellknit.protection.models import GroupReturn, Traveller
from wellknit.protection.views.between import told_rows
from wellknit.protection.views.meeting_papers import day


def both(said: Callable[[], str], second: str) -> str:
    """A text in English and in the second language: once where they are the same."""
    with override("en"):
        one = said()
    with override(second):
        two = said()
    return one if one == two else f"{one} / {two}"


def rows_of(sheet: Sheet, second: str) -> tuple[tuple[str, str], ...]:
    """The sheet's lines in both languages."""
    one, two = _rows(sheet, "en"), _rows(sheet, second)
    return tuple((_joined(a, c), _joined(b, d)) for (a, b), (c, d) in zip(one, two, strict=True))


def _rows(sheet: Sheet, language: str) -> list[tuple[str, str]]:
    # Labels are lazy: they are read while the language is in force.
    with override(language):
        rows = told_rows(SimpleNamespace(disclosed=sheet.values))  # type: ignore[arg-type]
        return [(str(row["key"]), str(row["value"])) for row in rows]


def _joined(one: str, two: str) -> str:
    return one if one == two else f"{one} / {two}"


def annex_sheet(sheet: Sheet, second: str) -> Document:
    """One person's sheet for the sealed annex of a meeting."""
    title = both(lambda: _("Sealed sheet"), second)
    blocks: list[Block] = [
        Para(both(lambda: _("For the officials who talk about this case, in this meeting. Give it back or destroy it."),
                  second), "alert"),
        Heading(sheet.case.code, 2),
        Keys(rows_of(sheet, second)),
        Signatures((both(lambda: _("Given back or destroyed: day, signature"), second),)),
    ]  # fmt: skip
    return Document(
        title=title, blocks=tuple(blocks), language="en", running=title, dated=day(timezone.localdate()),
        classification=both(lambda: _("Sealed"), second), edition=f"{sheet.case.code} · {timezone.localdate().isoformat()}",
    )  # fmt: skip


def handover_sheets(group: GroupReturn, rows: Iterable[tuple[Traveller, Sheet]], second: str) -> Document:
    """A sheet for each person of a group, each on its own page. The page over them names nobody."""
    ready = list(rows)
    title = both(lambda: _("Handover of persons"), second)
    facts = (
        (both(lambda: _("Group"), second), group.code), (both(lambda: _("Crossing"), second), group.crossing),
        (both(lambda: _("Day"), second), _when(group, second)),
        (both(lambda: _("Sheets"), second), str(len(ready))),
    )  # fmt: skip
    over = Para(both(lambda: _("One sheet for each person. Each person is given their own, each official only those to be signed."),
                     second), "alert")  # fmt: skip
    blocks: list[Block] = [over]
    for traveller, sheet in ready:
        blocks += [PageBreak(), *_sheet(group, traveller, sheet, second)]
    return Document(
        title=title, facts=facts, blocks=tuple(blocks), language="en", running=title,
        classification=both(lambda: _("Sealed"), second), dated=day(timezone.localdate()), edition=group.code,
    )  # fmt: skip


def _sheet(group: GroupReturn, traveller: Traveller, sheet: Sheet, second: str) -> list[Block]:
    signs = (
        both(lambda: _("The person"), second), both(lambda: _("Handed over by"), second),
        both(lambda: _("Taken over by"), second),
    )  # fmt: skip
    return [
        Heading(traveller.case_code, 2),
        Keys(rows_of(sheet, second)),
        Heading(both(lambda: _("At the crossing"), second), 3),
        Keys(tuple((key, value) for key, value in _handed(group, traveller, second) if value)),
        Para(
            both(
                lambda: _("The person may still say no: until the last step, and without a reason."), second
            ),
            "marker",
        ),
        Signatures(signs),
    ]


def _handed(group: GroupReturn, traveller: Traveller, second: str) -> list[tuple[str, str]]:
    """What is the same for all, and what is hers."""
    common, own = group.common or {}, traveller.differs or {}
    return [
        (both(lambda: _("Crossing"), second), group.crossing),
        (both(lambda: _("Day"), second), _when(group, second)),
        (both(lambda: _("Received by"), second), group.receiver),
        (both(lambda: _("Papers handed over"), second), _plus(common.get("papers"), own.get("papers"))),
        (both(lambda: _("Belongings"), second), _plus(common.get("belongings"), own.get("luggage"))),
        (both(lambda: _("Money"), second), own.get("money", "")),
        (both(lambda: _("Medicine"), second), own.get("medicine", "")),
        (both(lambda: _("Needs on the way"), second), own.get("needs", "")),
        (both(lambda: _("For all"), second), common.get("words", "")),
    ]


def _when(group: GroupReturn, second: str) -> str:
    return " ".join(x for x in (both(lambda: day(group.on), second), group.meet_at) if x)


def _plus(common: str | None, own: str | None) -> str:
    return "; ".join(x for x in (common, own) if x)
