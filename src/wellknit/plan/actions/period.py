"""Opening a further period to report on. Periods of one kind never overlap; a half year may stand in a
year.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from wellknit.lib.figurechecks import Span, check_span
from wellknit.plan.models import Period
from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record


@transaction.atomic
def open_period(*, by: Viewer, key: str, kind: str, starts: date, ends: date) -> Period:
    """A further period, by whoever keeps the calendar of the process."""
    by.require("plan.maintain")
    if Period.objects.filter(key=key).exists():
        raise NotValid(_("There is a period of this name already."), {"key": _("Choose another name.")})
    existing = [Span(p.key, p.kind, p.starts, p.ends) for p in Period.objects.filter(kind=kind)]
    # "plan" and "other" spans may lie over each other: plans overlapped, and a programme's year is its own.
    if kind in ("year", "half"):
        refused = check_span(Span(key, kind, starts, ends), existing)
    else:
        refused = check_span(Span(key, kind, starts, ends), [])
    if refused:
        raise NotValid(refused[0].sentence, {"starts": refused[0].sentence})
    period = Period(key=key, kind=kind, starts=starts, ends=ends)
    period.save(force_insert=True)
    record("period.opened", target=period)
    return period
