"""May this be decided, handed over, released now? Knows rows and data, asks nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.protection.codelists import named

# The step of a path between countries at which a person crosses; its first move hands her over.
HANDOVER = "handover"


def may_join(journey: Any, step: Any, group: Any, own: UUID) -> bool:
    """Whether a journey's open step is this office's handover to the group's partner, on its corridor."""
    return (
        step is not None
        and step.code == HANDOVER
        and step.office_id == own
        and journey.partner == group.partner
        and journey.case_id is not None
        and group.corridor in ("", journey.corridor.upper())
    )


def check_partner(partner: str, own: str) -> None:
    """A meeting is with another country, by its code."""
    code = partner.removeprefix("country:")
    if not partner.startswith("country:") or len(code) != 2 or code == own or not code.isupper():
        raise NotValid(_("Choose the partner country."), {"partner": _("Choose another country.")})


def check_kept_here(office_id: UUID, own: UUID) -> None:
    """Only the office that keeps a meeting, a group or a visit changes it."""
    if office_id != own:
        raise NotYou(_("Another office keeps this. Ask it to change what is wrong."))


def check_code(name: str, code: str, field: str) -> None:
    """A code of the list, or a sentence beside the field."""
    if named(name).entry(code) is None:
        raise NotValid(_("Choose one of the list."), {field: _("Choose one.")})


def check_span(starts_on: date, ends_on: date | None) -> None:
    """A meeting ends on the day it begins, or later."""
    if ends_on is not None and ends_on < starts_on:
        raise NotValid(
            _("It ends before it begins. Check both days."), {"ends_on": _("Not before the first day.")}
        )


def check_begun(starts_on: date, today: date) -> None:
    """What has not taken place yet has no minutes."""
    if starts_on > today:
        raise NotNow(_("This meeting has not begun yet. Write its minutes when it has."))


def check_words(words: str, field: str, sentence: str) -> None:
    """A line that says nothing helps nobody."""
    if not words.strip():
        raise NotValid(sentence, {field: sentence})


def check_nameless(named: Iterable[str]) -> None:
    """Papers of a meeting carry case codes: a text that names the person is written again. `named`: fields that do."""
    errors = {field: _("Leave the name out.") for field in named}
    if errors:
        raise NotValid(
            _(
                "This text names the person. Papers of a meeting pass through many hands: write the case code."
            ),
            errors,
        )


def check_due(due_on: date, today: date) -> None:
    """A decision is due in days to come."""
    if due_on < today:
        raise NotValid(_("This day is past."), {"due_on": _("Give today or a later day.")})


def check_owner(*, ours: bool, owner: Any, owner_words: str) -> None:
    """Somebody has to do it: an office here, or one of the partner by its name."""
    if ours and owner is None:
        raise NotValid(_("Which office here does it?"), {"owner": _("Choose an office.")})
    if not ours and not owner_words.strip():
        raise NotValid(
            _("Who does it on the other side?"),
            {"owner_words": _("Name the office of the partner, and nobody else.")},
        )


def check_planned(state: str) -> None:
    """What is over is not changed."""
    if state != "planned":
        raise NotNow(_("This is already over, or was cancelled. What was written down then stays."))


def check_held(state: str) -> None:
    """Decisions belong to a meeting that was held and whose minutes are not yet agreed."""
    if state == "planned":
        raise NotNow(_("Write down first who was there: then the meeting is held, and decisions follow."))
    if state != "held":
        raise NotNow(_("The minutes have been agreed. What is decided later belongs to the next meeting."))


def check_left_out(reason: str, words: str, field: str) -> None:
    """Who is not handed over is left out with a reason; she herself never has to explain why she stays."""
    entry = named("left-out-reasons").entry(reason)
    if entry is None:
        raise NotValid(_("Say why this person is not handed over."), {field: _("Choose a reason.")})
    if "words" in entry.flags and not words.strip():
        raise NotValid(
            _("Say in a sentence why this person is not handed over."), {field: _("Write a sentence.")}
        )


def check_late(reason: str, words: str) -> None:
    """What came late says why, so that two governments can see what holds them up."""
    entry = named("late-reasons").entry(reason)
    if entry is None:
        raise NotValid(
            _("This step is late. Say why: the reason helps both sides, and accuses nobody."),
            {"late_reason": _("Choose a reason.")},
        )
    if "words" in entry.flags and not words.strip():
        raise NotValid(_("Say in a sentence why it is late."), {"late_words": _("Write a sentence.")})


def check_second(proposed_by: UUID | None, own: UUID) -> None:
    """Who proposed it does not release it."""
    if proposed_by == own:
        raise NotNow(_("You proposed this yourself; somebody else releases it."))


def check_over(year: int, quarter: int, today: date) -> None:
    """Figures of a quarter that still runs would change after their release."""
    if not 1 <= quarter <= 4 or (year, quarter) >= (today.year, (today.month - 1) // 3 + 1):
        raise NotNow(_("This quarter is not over yet."))


def check_some(rows: Sequence[Any], field: str) -> None:
    """At least one."""
    if not rows:
        raise NotValid(_("Choose at least one."), {field: _("Choose at least one.")})
