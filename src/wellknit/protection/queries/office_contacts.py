"""Whether an office's contact may be shown to a person: confirmed by somebody, and not too long ago."""

from __future__ import annotations

from datetime import date, timedelta

from wellknit.platform.identity.models import Office

# A contact that nobody has confirmed for so long may ring in an empty room.
CONFIRMED_FOR = timedelta(days=365)


def is_confirmed(office: Office, today: date) -> bool:
    """A number that nobody answers hurts: without a fresh confirmation none is shown."""
    on = office.contact_confirmed_on
    return bool(office.contact and office.contact_confirmed_by and on and today - on <= CONFIRMED_FOR)
