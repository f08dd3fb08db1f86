"""Ways to tell somebody that something waits. None of them is told what, or about whom.

A way is a registered sender: `register(Sender(...))`. E-mail is ours; a short message or a chat is a class of
the node's own that is registered the same way. Which of them may be used at all the charter says (`nudges`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Sender:
    """One way. `send(address, sentence)` may fail: the reminder stands on the page all the same.

    `check(address)` raises ValidationError for what is no address of this way.
    """

    code: str
    label: Any
    send: Callable[[str, str], None]
    check: Callable[[str], None]


_senders: dict[str, Sender] = {}


def register(sender: Sender) -> None:
    """Add a way, or put another in its place."""
    _senders[sender.code] = sender


def allowed() -> dict[str, Sender]:
    """The ways the charter allows on this node, in its order; none where it says nothing."""
    return {code: _senders[code] for code in settings.CHARTER.get("nudges", ()) if code in _senders}


def sentence() -> str:
    """All that is said: no name, no case, no kind of thing. Whoever reads it over a shoulder learns nothing."""
    return _("Something waits for you. Sign in as usual to see it.")


def _mail(address: str, words: str) -> None:
    send_mail(_("A note"), words, None, [address])


def to_file(path: Path) -> Callable[[str, str], None]:
    """A sender that only writes lines into a file: for trying out, and for tests."""

    def send(address: str, words: str) -> None:
        with path.open("a", encoding="utf-8") as out:
            out.write(f"{address}\t{words}\n")

    return send


register(Sender("email", gettext_lazy("By e-mail"), _mail, validate_email))
