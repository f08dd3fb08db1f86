"""Freezing a document: its tree and its hash are kept, and nothing that happens later changes them."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.documents.tree import Document, digest, from_plain, to_plain
from wellknit.plan.models import Edition
from wellknit.plan.models.walls import REGION
from wellknit.plan.permissions import require_endorse
from wellknit.plan.states import Shown
from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record


@transaction.atomic
def freeze(
    document: Document, *, by: Viewer, kind: str, unit: str, framework: str, period: str,
    shown: Shown = Shown.ALL,
    corrects: Edition | None = None, corrigendum: str = "",
) -> Edition:  # fmt: skip
    """Keep a document for good. A further edition of the same thing is a corrigendum and says what it
    corrects.
    """
    if unit == REGION:
        by.require("plan.publish")
    else:
        require_endorse(by, unit)
    same = {
        "kind": kind,
        "unit": unit,
        "framework": framework,
        "period": period,
        "language": document.language,
    }
    last = Edition.objects.filter(**same).aggregate(last=Max("number"))["last"] or 0
    if last and corrects is None:
        raise NotNow(_("This has an edition already. What changed since is told in a corrigendum."))
    if corrects is not None and not corrigendum.strip():
        raise NotValid(
            _("Say what the corrigendum corrects."), {"corrigendum": _("Write what is corrected.")}
        )
    now, stamped = timezone.now(), _stamped(document, last + 1)
    edition = Edition(
        **same, shown=shown, number=last + 1, title=document.title, tree=to_plain(stamped),
        digest=digest(stamped),
        corrects=corrects, corrigendum=corrigendum, frozen_at=now, frozen_by_id=by.person_id,
    )  # fmt: skip
    edition.save(force_insert=True)
    record(
        "edition.frozen",
        target=edition,
        note={"kind": kind, "unit": unit, "period": period, "number": last + 1},
    )
    return edition


def _stamped(document: Document, number: int) -> Document:
    """Dated today, with the line that names edition and hash (the hash leaves that line out)."""
    today = timezone.localdate().isoformat()
    dated = replace(document, dated=today)
    return replace(dated, edition=stamp(number, today, digest(dated)))


def stamp(number: int, day: str, whole: str) -> str:
    """The line at the foot of each page: which edition, when, and the beginning of its hash."""
    return _("Edition %(number)d, frozen %(day)s, SHA-256 %(hash)s…") % {
        "number": number, "day": day, "hash": whole[:16],
    }  # fmt: skip


def document_of(edition: Edition) -> Document:
    """The document as it was frozen; raises `NotValid` when the row no longer has its own hash."""
    document = from_plain(edition.tree)
    if digest(document) != edition.digest:
        raise NotValid(
            _("This edition does not match its hash. It has been changed in the database; do not use it.")
        )
    return document
