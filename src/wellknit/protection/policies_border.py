"""May anything reach the other country now? Knows the talk, the path and the corridor; asks nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Protocol

from django.utils.translation import gettext as _

from wellknit.lib.pathkinds import PathStep
from wellknit.platform.access.refusals import NotNow, NotShared, NotValid, NotYou
from wellknit.platform.access.rolefiles import roles as role_names
from wellknit.protection.codelists import named
from wellknit.protection.policies import day_in_words

# After so long somebody asks again: fear changes, and so do families and governments.
TALK_HOLDS = timedelta(days=180)
ANSWERS = ("yes", "no", "unsure")
# What, when it is so or may be so, closes the way to the country of origin: other ways stand open then.
CLOSED_BY = ("fears_state", "stateless", "asylum")


class Talk(Protocol):
    """A private talk as far as a decision needs it."""

    held_on: date
    alone: bool
    fears_family: str
    fears_officials: str
    fears_state: str
    stateless: str
    asylum: str
    may_contact: str
    words: str | None


def check_talk_whole(values: Mapping[str, Any], today: date) -> None:
    """A talk has a day that is not tomorrow, and an answer to each question."""
    errors: dict[str, str] = {}
    if values["held_on"] > today:
        errors["held_on"] = _("Give today or an earlier day.")
    for name in ("fears_family", "fears_officials", "fears_state", "stateless", "asylum"):
        if values[name] not in ANSWERS:
            errors[name] = _("Choose one. If the person did not answer, choose that it is not clear.")
    if values["may_contact"] not in ("yes", "no", "only"):
        errors["may_contact"] = _("Choose one.")
    if values["may_contact"] == "only" and not str(values.get("words") or "").strip():
        errors["words"] = _("Write down who may be asked, and who must not be.")
    if errors:
        raise NotValid(_("The talk is not written down whole."), errors)


def check_talk(talk: Talk | None, today: date) -> None:
    """Nothing goes to the country of origin before a talk alone, and against what was said in it.

    A request there can betray somebody stateless or persecuted, or warn a relative or official who took part
    (domain, section 4b). Unsure is no: who is not sure is asked again, not sent.
    """
    if talk is None:
        raise NotShared(
            _("Talk with the person alone first, about fear, family and officials, and write it down. "
              "Until then nothing goes to the other country.")
        )  # fmt: skip
    if not talk.alone:
        raise NotShared(_("Somebody else was there when the person was asked. Talk again, alone."))
    if today - talk.held_on > TALK_HOLDS:
        raise NotShared(_("The talk is older than half a year. Ask again: fear changes."))
    if talk.may_contact == "no":
        raise NotShared(_("The person does not want the other country to be asked. Other ways stand open."))
    closing = [name for name in CLOSED_BY if getattr(talk, name) != "no"]
    if closing:
        raise NotShared(_("The other country is not asked: %(why)s") % {"why": _why_closed(closing)})
    feared = talk.fears_family != "no" or talk.fears_officials != "no"
    if feared and talk.may_contact != "only":
        raise NotShared(
            _("The person fears somebody there, or it is not clear. Write down who may be asked and who must not be, "
              "or do not ask.")
        )  # fmt: skip


def _why_closed(names: Iterable[str]) -> str:
    sentences = {
        "fears_state": _("the person fears the state, or it is not clear."),
        "stateless": _("the person may be stateless; a statelessness procedure comes first."),
        "asylum": _("the person may need asylum; UNHCR is asked first."),
    }
    return " ".join(sentences[name] for name in names)


def check_other_side(journey_node: str, *, own_step: bool) -> None:
    """A step of the other country is written down here only when it has no node of its own."""
    if not own_step and journey_node:
        raise NotNow(
            _("It is the other country's turn. Its own office takes this step, and you see it at once.")
        )


def check_owner(owner: str, roles: Iterable[str], *, oversees: bool) -> None:
    """A step is moved by the role that owns it, or by who watches over the work of the office."""
    if owner not in set(roles) and not oversees:
        name = str(role_names().get(owner, {}).get("name", owner))
        raise NotYou(_("This step is for: %(role)s. Ask a colleague with that role.") % {"role": _(name)})


def check_said(said_by: str, channel: str, known: Iterable[str]) -> None:
    """What a partner without a node answered has somebody who said it, and a way it came."""
    errors = {}
    if not said_by.strip():
        errors["said_by"] = _("Who said so: office and function, or a name.")
    if channel not in set(known):
        errors["channel"] = _("Choose how it came.")
    if errors:
        raise NotValid(_("Write down who said it and how."), errors)


def check_details(step: PathStep, verb: str, given: Mapping[str, Any], *, begun: date, today: date) -> None:
    """A move that asks for details (a handover: where, when, what was handed over) gets all of them.

    A day among them has been: a handover or a visit lies between the day the journey began and today.
    """
    move = step.move(verb)
    wanted = getattr(move, "asks", ()) if move else ()
    missing = [name for name in wanted if not str(given.get(name) or "").strip()]
    if missing:
        raise NotValid(_("Something is missing."), {f"detail_{n}": _("Fill this in.") for n in missing})
    for name in sorted(set(wanted) & named("step-details").flagged("day")):
        _check_day(name, str(given[name]), begun, today)


def _check_day(name: str, given: str, begun: date, today: date) -> None:
    try:
        day = date.fromisoformat(given)
    except ValueError as wrong:
        raise NotValid(_("This is no day."), {f"detail_{name}": _("Give the day.")}) from wrong
    if day > today:
        raise NotValid(
            _("This day is still to come."), {f"detail_{name}": _("Give today or an earlier day.")}
        )
    if day < begun:
        raise NotValid(
            _("This lies before the other country was asked."),
            {f"detail_{name}": _("Not before %(day)s.") % {"day": day_in_words(begun)}},
        )
