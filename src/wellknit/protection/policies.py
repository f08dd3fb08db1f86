"""May this happen to this thing now? Knows states and dates; does not know who asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wellknit.lib.dates import Era, format_date
from wellknit.lib.policykinds import Procedure
from wellknit.platform.access.refusals import NotNow, NotValid


class Spell(Protocol):
    """A stay as far as dates go."""

    began_on: date
    ended_on: date | None


class View(Protocol):
    """An opinion as far as a decision needs it."""

    view: str
    member_kind: str


def check_open(state: str) -> None:
    """Only an open case is written to."""
    if state != "open":
        raise NotNow(_("This case is closed. Open it again first, with a reason."))


def day_in_words(day: date) -> str:
    """A day as the page around the sentence writes it: in the reader's language, in Thai by the Buddhist era."""
    language = get_language() or "en"
    return format_date(day, language=language, era=Era.BE if language.startswith("th") else None)


def check_spell(began_on: date, ended_on: date | None, others: Iterable[Spell], today: date) -> None:
    """A stay ends after it began, does not lie in the future, and overlaps no other by more than the day
    on which a person moves."""
    if ended_on is not None and ended_on < began_on:
        raise NotValid(
            _("The stay ends before it begins. Check both dates."),
            {"ended_on": _("Not before the first day.")},
        )
    if began_on > today:
        raise NotValid(_("The stay begins in the future."), {"began_on": _("Give today or an earlier day.")})
    if ended_on is not None and ended_on > today:
        raise NotValid(
            _("The stay ends in the future. Leave the end open."), {"ended_on": _("Leave this open.")}
        )
    end = ended_on or date.max
    for other in others:
        if began_on < (other.ended_on or date.max) and other.began_on < end:
            raise NotValid(
                _("The person is recorded at another place from %(day)s in this time. End that stay first.")
                % {"day": day_in_words(other.began_on)},
                {"began_on": _("Overlaps another stay.")},
            )


def check_grounds(procedure: Procedure, *, as_child: bool, acts: Sequence[str], means: Sequence[str],
                  purposes: Sequence[str]) -> None:  # fmt: skip
    """Recognition rests on act, means and purpose; for a child the means do not matter (Palermo, art. 3 c)."""
    given = {"act": acts, "means": means, "purpose": purposes}
    needed = [g for g in procedure.grounds if not (g == "means" and as_child)]
    missing = [g for g in needed if not given[g]]
    if missing:
        names = {"act": _("an act"), "means": _("a means"), "purpose": _("a purpose")}
        raise NotValid(
            _("Recognition needs %(what)s. Choose what was found, or leave the decision pending.")
            % {"what": ", ".join(names[g] for g in missing)},
            {f"{g}s" if g != "means" else g: _("Choose at least one.") for g in missing},
        )


def check_opinions(procedure: Procedure, opinions: Sequence[View], result: str) -> None:
    """Enough opinions, of the right kinds; two that differ do not decide without a third."""
    if procedure.kind == "authority_by_article":
        return
    if len(opinions) < procedure.quorum.members:
        raise NotNow(
            _("%(have)s of %(need)s opinions have been given. The decision waits for the others.")
            % {"have": len(opinions), "need": procedure.quorum.members}
        )
    absent = set(procedure.quorum.kinds) - {o.member_kind for o in opinions}
    if absent:
        raise NotNow(_("An opinion is missing from: %(who)s.") % {"who": ", ".join(sorted(absent))})
    if procedure.kind == "two_blind_members":
        views = [o.view for o in opinions]
        if views.count(result) * 2 <= len(views):
            raise NotNow(_("The opinions differ. Ask a third member, or leave the decision pending."))


def check_article(procedure: Procedure, article: str) -> None:
    """An authority decides by naming the article."""
    if procedure.kind == "authority_by_article" and not article.strip():
        raise NotValid(_("Name the article this decision rests on."), {"article": _("Give the article.")})


def check_reason(reasons: str) -> None:
    """A decision without reasons cannot be explained to the person or reviewed."""
    if not reasons.strip():
        raise NotValid(
            _("Write the reasons: the person has a right to hear them."), {"reasons": _("Give reasons.")}
        )


def check_other_people(decided_by: Iterable[object], reviewer: object) -> None:
    """Who took part in a decision does not judge its review."""
    if reviewer in set(decided_by):
        raise NotNow(_("You took part in this decision; somebody else has to review it."))
