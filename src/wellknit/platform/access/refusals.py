"""The four ways the house says no, each with a sentence a person can read.

Policies raise `NotNow`, permissions `NotYou`, consent and corridor steps `NotShared`, forms and
engines `NotValid`. One middleware makes pages of them. Something outside a viewer's reach is none
of these: it is simply not found, because a refusal would already tell that it exists.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Refusal(Exception):
    """A refusal with a sentence for the person in front of the screen.

    `sentence` says what is refused and what to do instead; it never names a person.
    """

    status = 409

    def __init__(self, sentence: str) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class NotNow(Refusal):
    """The thing is not in a state in which this may happen."""


class NotYou(Refusal):
    """This viewer's role may not do this here."""

    status = 403


class NotShared(Refusal):
    """Consent or the step of the procedure does not cover this disclosure."""

    status = 403


class NotValid(Refusal):
    """What was given cannot be right; `errors` maps field names to sentences."""

    status = 422

    def __init__(self, sentence: str, errors: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.errors = errors or {}


class Conflict(Refusal):
    """Somebody else changed the same thing first.

    `theirs` holds the current values of the fields in dispute, so that a page can lay both side by
    side and nothing written is lost.
    """

    def __init__(self, sentence: str, theirs: dict[str, Any]) -> None:
        super().__init__(sentence)
        self.theirs = theirs


def allowed(check: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
    """Whether `check` passes; for showing or hiding a button. The verb itself always checks again."""
    try:
        check(*args, **kwargs)
    except Refusal:
        return False
    return True
