"""May this happen to this bed, this plan, this complaint now? Knows rows and dates; does not know who asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from wellknit.lib.carekinds import Checklist, Level, ServiceList, Standards, WorkRules
from wellknit.platform.access.refusals import NotNow, NotValid

CHILD_BANDS = frozenset({"0-14", "15-17"})


class House(Protocol):
    """A unit as far as its rules go."""

    beds: int
    sexes: list[str]
    ages: list[str]
    kin: bool
    with_family: bool
    closed_on: date | None


def check_unit(beds: int, sexes: Collection[str], ages: Collection[str], kin: bool) -> None:
    """A unit has a bed; only families mix: women and men, children and adults who are strangers live apart."""
    if beds < 1:
        raise NotValid(_("Give the number of beds."), {"beds": _("At least one.")})
    if kin:
        return
    if not sexes or {"female", "male"} <= set(sexes):
        raise NotValid(
            _(
                "Women and men do not sleep in one house, unless they are family. Choose one, or mark it for families."
            ),
            {"sexes": _("Choose for whom this house is.")},
        )
    if not ages or ("18+" in ages and CHILD_BANDS & set(ages)):
        raise NotValid(
            _(
                "A child does not share a house with adults who are not family. Choose, or mark it for families."
            ),
            {"ages": _("Choose for which ages this house is.")},
        )


def check_bed(unit: House, taken: int, accepting: bool) -> None:
    """There is a bed, and the place takes people in."""
    if unit.closed_on is not None:
        raise NotValid(_("This house is closed. Choose another."), {"unit": _("Closed.")})
    if not accepting:
        raise _no_bed(_("This place takes nobody in at the moment."))
    if taken >= unit.beds:
        raise _no_bed(_("No bed is free here any more: the last one was taken."))


def _no_bed(why: str) -> NotValid:
    return NotValid(
        why + " " + _("Ask another place. If the person is there all the same, say why."),
        {"unit": why, "despite": _("If she is there all the same, write why.")},
    )


def bands_of(age_band: str, presumed_child: bool) -> frozenset[str]:
    """The age bands a person counts in: who is presumed a child is one for the moment."""
    if presumed_child and age_band not in CHILD_BANDS:
        return CHILD_BANDS
    return frozenset() if age_band == "unknown" else frozenset({age_band})


def check_fits(unit: House, *, sex: str, bands: Collection[str], family_here: bool, strangers: int) -> None:
    """Who may live with whom: sex, age, family. Whoever comes with family here is let in where the house says so.

    What is not known (sex, age) is not held against the person.
    """
    if unit.kin and strangers:
        raise _not_for(_("Another family lives in this house."))
    if unit.kin or (family_here and unit.with_family):
        return
    if unit.sexes and sex in {"female", "male"} and sex not in unit.sexes:
        raise _not_for(_("This house is not for this sex."))
    if unit.ages and bands and not set(bands) & set(unit.ages):
        raise _not_for(_("This house is not for this age."))


def _not_for(why: str) -> NotValid:
    return NotValid(
        why
        + " "
        + _("Choose another house, or say whose family the person is, or why she is there all the same."),
        {"unit": why},
    )


def overdue(last: date | None, every_days: int, today: date) -> bool:
    """Whether a look that is due every so many days is due; a place never looked at is."""
    return last is None or last + timedelta(days=every_days) < today


def check_inspection(kind: str, own_place: bool, on: date, today: date, heard: int | None) -> None:
    """A place assesses itself; a visit comes from outside, and says with how many people it spoke."""
    if on > today:
        raise NotValid(_("The day lies in the future."), {"on": _("Give today or an earlier day.")})
    if kind == "self_assessment" and not own_place:
        raise NotValid(_("Only the place itself makes its self-assessment."))
    if kind == "monitoring_visit" and own_place:
        raise NotValid(_("Somebody from another office makes a monitoring visit."))
    if kind == "monitoring_visit" and heard is None:
        raise NotValid(
            _("Say with how many of those who live there you talked alone; nought is an answer."),
            {"heard": _("Give a number.")},
        )


def check_answers(lines: Standards | Checklist, answers: Mapping[str, str]) -> None:
    """Every answer is one of the list, to a line of the list; something was answered."""
    unknown = lines.unknown(answers.items())
    if unknown or not answers:
        raise NotValid(_("Answer at least one line, each with one of the answers given."))


def check_risk(asked: Level, chosen: Level, reason: str, on: date, review_on: date) -> None:
    """The worker may set another level than the answers ask for; below it she says why. One looks again in time."""
    if chosen.from_weight < asked.from_weight and not reason.strip():
        raise NotValid(
            _("The answers ask for a higher level. Say why it is lower."),
            {"reason": _("Say why it is lower.")},
        )
    if not on < review_on <= on + timedelta(days=chosen.review_days):
        raise NotValid(
            _("At this level one looks again within %(days)s days.") % {"days": chosen.review_days},
            {"review_on": _("Give a day within %(days)s days.") % {"days": chosen.review_days}},
        )


def check_past(on: date, today: date, field: str = "on") -> None:
    """Something that happened did not happen tomorrow."""
    if on > today:
        raise NotValid(_("The day lies in the future."), {field: _("Give today or an earlier day.")})


def check_words(text: str, field: str, sentence: str) -> None:
    """Something has to be written."""
    if not text.strip():
        raise NotValid(sentence, {field: sentence})


def check_offered(offered: ServiceList, code: str) -> None:
    """The service is one this country has."""
    if code not in offered.codes:
        raise NotValid(
            _("This service is not in the country's list."), {"code": _("Choose one of the list.")}
        )


def check_province(rules: WorkRules | None, province: str, of_shelter: str) -> None:
    """Work outside is found inside the province of the shelter, where the country's rule says so."""
    if rules is None or not rules.inside_province:
        return
    check_words(province, "province", _("Give the province of the work."))
    if of_shelter and province.strip().casefold() != of_shelter.strip().casefold():
        raise NotValid(
            _("Work outside the shelter is inside its province: %(province)s.") % {"province": of_shelter},
            {"province": _("Not the province of the shelter.")},
        )


def check_wage(rules: WorkRules | None, wage_kept: bool) -> None:
    """No agreement for less than the minimum wage."""
    if rules is not None and rules.minimum_wage and not wage_kept:
        raise NotValid(
            _("The wage is at least the minimum wage. Look it up, and do not agree to less."),
            {"wage_kept": _("Tick this when you have looked it up.")},
        )


def check_not_about(about: UUID | None, handler: UUID) -> None:
    """Whom a complaint is about does not answer it."""
    if about is not None and about == handler:
        raise NotNow(_("This is about you; somebody else answers it."))


def check_sample(wanted: int, there: int) -> None:
    """A sample has at least one file, and there are files to draw from."""
    if wanted < 1 or wanted > 50:
        raise NotValid(_("Draw between 1 and 50 files."), {"size": _("Between 1 and 50.")})
    if not there:
        raise NotNow(_("There is no file to draw: other people's files only, and none is there."))


def check_all_looked_at(open_files: Iterable[object]) -> None:
    """An audit is finished when every file of the sample was looked at."""
    left = len(list(open_files))
    if left:
        raise NotNow(_("%(n)s files of the sample have not been looked at.") % {"n": left})


def check_there(person_there: str, why_not: str) -> None:
    """A conference without the person says why."""
    if person_there in {"did_not_wish", "not_possible"} and not why_not.strip():
        raise NotValid(
            _("Say why the person was not there: it is about her."),
            {"why_not": _("Say why she was not there.")},
        )
