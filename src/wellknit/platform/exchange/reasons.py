"""Why a message or a line stands still, in sentences. Tables hold codes; a sentence of a wing stands as it is."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellknit.platform.exchange.suite import SENTENCES

# Why a message or a line stands still, beside what the suite itself says.
REASONS = {
    "not_valid": gettext_lazy("Its content does not have the agreed form."),
    "unknown_kind": gettext_lazy("This kind of message is not known yet. It is kept until the software knows it."),
    "unknown_version": gettext_lazy("This version of the message is not known yet. It is kept until the software knows it."),
    "other_digest": gettext_lazy("The other side has another message under the same number."),
    "place_taken": gettext_lazy("Its place in the order of the journey is taken. One of the two nodes may have been restored: run `wellknit exchange reconcile`."),
    "old_incarnation": gettext_lazy("It was written before the sender was restored from a backup."),
    "not_rebuilt": gettext_lazy("This node had told it before it was restored, and its own file is not in the backup. Ask the other node's officials which journeys these are, open the files again from their papers, and take the journeys up together."),
    "given_up": gettext_lazy("Somebody gave it up."),
    "refused_here": gettext_lazy("The rules of the receiving side do not allow it."),
    "not_now": gettext_lazy("The journey is not at that step."),
    "not_yet": gettext_lazy("It waits for another message of the same journey."),
    "held_full": gettext_lazy("Too many messages of this journey wait there for an earlier one."),
    "bad_receipt": gettext_lazy("The receipt could not be believed."),
    "bad_answer": gettext_lazy("The other side answered something that is no answer."),
    "unknown_node": gettext_lazy("Nobody has vouched for this sender."),
    "stopped_node": gettext_lazy("The trust in this sender was withdrawn."),
    "nobody_listens": gettext_lazy("Nobody listens at the other node's address."),
    "no_answer": gettext_lazy("The other node did not answer in time."),
    "no_line": gettext_lazy("There is no line to the other node."),
    "bad_certificate": gettext_lazy("The other node's certificate is not valid."),
    "no_keys": gettext_lazy("The worker has no keys of the exchange. Run `wellknit node init`, or recover them."),
    "no_office": gettext_lazy("No office speaks for this node. Name one in its charter."),
    "no_key": gettext_lazy("The other node has shown no key to seal for it."),
    "consent_ended": gettext_lazy("The consent it stood on has ended."),
    "sent_anew": gettext_lazy("It was sent again under a new number."),
    "again": gettext_lazy("It is tried again."),
    "late": gettext_lazy("It had arrived before it could be stopped."),
    "held": gettext_lazy("It waits for an earlier message of the same journey."),
    "http_413": gettext_lazy("The other node found it too large."),
    "http_429": gettext_lazy("The other node has too much waiting from here."),
    "http_507": gettext_lazy("The other node has no room at the moment."),
}  # fmt: skip


def sentence(code: str) -> str:
    """A code as a sentence; a code of a wing, or of an answer nobody foresaw, as it stands."""
    if not code:
        return ""
    found = REASONS.get(code) or SENTENCES.get(code)
    return str(found) if found else _("The reason given is: %(code)s.") % {"code": code}


def why(code: str, reason: str) -> str:
    """What a row says: the sentence written down with it, or that of its code."""
    return (sentence(reason) if reason in REASONS else reason) or sentence(code)
