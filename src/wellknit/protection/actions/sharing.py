"""Letting another office of the node into a case: a disclosure like any other, with what it stands on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wellknit.platform.access.viewer import Viewer
from wellknit.platform.identity.models import Office
from wellknit.protection.actions import case as cases
from wellknit.protection.actions import disclosure
from wellknit.protection.models import Case
from wellknit.protection.permissions import GIVE_GRANTS, check_may
from wellknit.protection.recipients import office_key

# What an office that is let in reads. Health stays behind its own wall whatever is shared.
WHOLE_FILE = ("basic", "identity", "contact", "place_of_stay", "story", "status", "plan", "documents")
PURPOSE = {
    "shelter": "protection",
    "identification": "identification",
    "legal": "legal_help",
    "health": "health_care",
    "return": "return",
}


@transaction.atomic
def let_in(case: Case, office: Office, *, by: Viewer, what_for: str, ground: str = "", reason: str = "",
           until: datetime | None = None) -> UUID:  # fmt: skip
    """Open the file to an office: first the line in the ledger of disclosures, then the reach.

    what_for: a key of `PURPOSE`. ground "": the person's consent to exactly this; else a code of
    disclosure-bases with its reason. Raises `NotShared` when neither covers it, `NotYou`.
    """
    check_may(by, GIVE_GRANTS)
    disclosure.make(
        case, by=by, purpose=PURPOSE[what_for], recipient=office_key(office.pk), scope=WHOLE_FILE, form="referral",
        what="reach", basis=ground, reason=reason,
    )  # fmt: skip
    return cases.give_reach(case, office, by=by, basis=what_for, until=until)
