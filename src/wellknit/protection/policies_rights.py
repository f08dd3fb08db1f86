"""Whether an explaining of rights is whole: what has to be said, by whom, and what follows from what."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from wellknit.lib.policykinds import Notice
from wellknit.platform.access.refusals import NotNow, NotValid

DECLINES = "declines_protection"


def check_choice(notice: Notice, *, understood: str, choice: str, decline_reason: str, words: str) -> None:
    """What was understood may be chosen; who declines says why, in a code or in her own words."""
    if understood == "no" and choice:
        raise NotNow(
            _("What was not understood cannot be chosen. Leave the choice open and explain it again.")
        )
    if understood == "partly" and choice == DECLINES:
        raise NotNow(_("Nobody declines what she understands only in part. Explain it again first."))
    if understood == "yes" and not choice:
        raise NotValid(_("What does the person choose?"), {"choice": _("Choose one.")})
    if choice and choice not in {c.code for c in notice.choices}:
        raise NotValid(_("This notice has no such choice."), {"choice": _("Choose one.")})
    if choice == DECLINES and not decline_reason:
        raise NotValid(
            _("Why does she decline? She keeps her status and her money."),
            {"decline_reason": _("Choose one.")},
        )
    if decline_reason == "own_words" and not words.strip():
        raise NotValid(_("Write down her own words."), {"choice_words": _("Write her reason.")})


def check_particulars(notice: Notice, particulars: Mapping[str, Any], return_voluntary: str) -> None:
    """The form asks what its file lists and nothing else; a return is voluntary or not, and it is said."""
    unknown = set(particulars) - set(notice.particulars)
    if unknown:
        raise NotValid(_("The form does not ask for: %(what)s.") % {"what": ", ".join(sorted(unknown))})
    returned = str(particulars.get("country_returned_from") or "").strip()
    if "return_voluntary" in notice.particulars and returned and return_voluntary not in {"yes", "no"}:
        raise NotValid(_("Was the return voluntary? Ask her alone."), {"return_voluntary": _("Choose one.")})


def check_language(language: str, written: Collection[str], interpreter: str) -> None:
    """In a language in which the notice is not written, somebody interprets."""
    if language not in written and not interpreter:
        raise NotValid(
            _("The notice is not written in this language: it is interpreted. Who interprets?"),
            {"interpreter": _("Choose the interpreter's language.")},
        )


def check_again(because: str, number: int) -> None:
    """The first time is the first time; every later one has a reason."""
    if (because == "first") != (number == 1):
        raise NotValid(_("Why are rights explained now?"), {"because": _("Choose the reason.")})


def check_signatures(notice: Notice, given: Mapping[str, Any], *, interpreted: bool) -> None:
    """Everybody the form names signs, or it is written why not. A guardian may sign beside a child."""
    wanted = {role for role in notice.signatures if role != "interpreter" or interpreted}
    missing = wanted - set(given)
    if missing:
        raise NotValid(
            _("A signature is missing, or the reason why there is none."),
            {f"{role}_mark": _("Sign, or choose why not.") for role in sorted(missing)},
        )
    unknown = set(given) - set(notice.signatures) - {"guardian"}
    if unknown:
        raise NotValid(_("Nobody signs this form as: %(who)s.") % {"who": ", ".join(sorted(unknown))})


def check_guardian_signs(name: str, may: Collection[str]) -> None:
    """Beside a child signs only a guardian whom somebody has looked at: one may be part of what was done."""
    if not may:
        raise NotNow(
            _("No guardian was looked at who may decide. Look first; the child's own signature stands alone.")
        )
    if name not in may:
        raise NotValid(_("Which guardian signs?"), {"guardian": _("Choose one who may decide.")})
