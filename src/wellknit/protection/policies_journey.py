"""May this be asked of the other side, may this step be taken now? Knows rows and data, asks nobody."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from wellknit.lib.pathkinds import APPROVALS, PATHS, FourEyes, PathMove, PathScope, PathStep, StepPath
from wellknit.lib.policydata import in_force, load_all, version
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.protection.codelists import named


def path_now(code: str, on: date) -> StepPath:
    """The version of a path that a journey begun on this day goes under."""
    return in_force(PATHS, code, on, settings.DATA)


def path_then(code: str, number: int) -> StepPath:
    """The version a journey began under."""
    return version(PATHS, code, number, settings.DATA)


def four_eyes(act: str, word: str, country: str) -> FourEyes | None:
    """The rule by which an act needs a second person, or None."""
    for entry in load_all(APPROVALS, settings.DATA):
        found = entry.needed(act, word, country)
        if found:
            return found
    return None


def check_scope(path: StepPath, scope: str) -> PathScope:
    """The scope of that code, or a sentence."""
    try:
        return path.scope(scope)
    except KeyError:
        raise NotValid(_("Say what is asked of the other office."), {"scope": _("Choose one.")}) from None


def check_receiver(*, closed_on: date | None, office_id: UUID, own: UUID) -> None:
    """An office that is closed, or one's own, receives nothing."""
    if closed_on is not None or office_id == own:
        raise NotValid(
            _("Choose another office: this one does not receive referrals."),
            {"to_office": _("Choose another.")},
        )


def check_turn(step_office: UUID | None, own: UUID) -> None:
    """A step is moved by the side whose turn it is, and by nobody else."""
    if step_office != own:
        raise NotYou(
            _("It is the other office's turn. You can withdraw the referral, or wait for its answer.")
        )


def check_withdrawal(state: str, reason: str) -> None:
    """Taken back while it runs, and with a reason: whoever was asked has only that."""
    if named("withdraw-reasons").entry(reason) is None:
        raise NotValid(_("Say why it is withdrawn."), {"reason": _("Choose a reason.")})
    if state != "running":
        raise NotNow(_("This has already ended. Look at it again."))


def check_move(step: PathStep, verb: str, *, state: str, words: str, reason: str) -> PathMove:
    """The move as data, when it is possible now and what it needs is there."""
    move = step.move(verb)
    if state != "open":
        raise NotNow(_("This step has already been taken. Look at the referral again."))
    if move is None:
        ways = ", ".join(m.sentence for m in step.moves)
        raise NotNow(_("This cannot be done at this step. From here one can: %(ways)s.") % {"ways": ways})
    if move.needs_words and not words.strip():
        raise NotValid(
            _("Write a sentence with it: the other office has only that."), {"words": _("This is empty.")}
        )
    if move.reasons:
        entry = named(move.reasons).entry(reason)
        if entry is None:
            raise NotValid(
                _("Say why, so that the other office can act on it."), {"reason": _("Choose a reason.")}
            )
    return move
