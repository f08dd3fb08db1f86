"""Explained rights as rows of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wellknit.lib.policykinds import Entitlements
from wellknit.lib.rightswording import Worded
from wellknit.protection.codelists import label
from wellknit.protection.forms.rights import ROLES
from wellknit.protection.models import RightsNotification, Signature


def choice_words(row: RightsNotification) -> dict[str, str]:
    """What she chose, as a tag."""
    said = {
        "wants_protection": (_("Wants protection"), "open"),
        "declines_protection": (_("Declines protection; keeps status and money"), "info"),
        "undecided": (_("Takes time to decide"), "waiting"),
    }
    text, kind = said.get(row.choice, (_("To be explained again"), "due"))
    return {"text": text, "kind": kind}


def aloud(own: Worded, theirs: Worded) -> dict[str, Any]:
    """What is read aloud: (her language, the official's) for each right and each remark."""
    return {
        "theirs": theirs,
        "rights": [(theirs.texts[r.code], own.texts[r.code]) for r in own.notice.rights],
        "remarks": [(theirs.texts[r.code], own.texts[r.code]) for r in own.notice.remarks],
        "twice": own.language != theirs.language,
    }


def notification_rows(found: Iterable[RightsNotification]) -> list[dict[str, Any]]:
    """Each explaining as a line of the list."""
    return [
        {
            "href": reverse("notification", args=[row.pk]), "number": row.number, "at": row.explained_at,
            "because": label("explained-because", row.because), "language": label("languages", row.language),
            "understood": label("understood", row.understood), "choice": choice_words(row),
        }
        for row in found
    ]  # fmt: skip


def sign_rows(found: Mapping[str, Signature]) -> list[dict[str, Any]]:
    """Who has signed, and who has not and why."""
    return [
        {"role": ROLES.get(role, role), "name": row.name or "", "signed": row.mark_id is not None,
         "why": _("Not signed yet") if row.not_signed == "will_sign_later" else label("not-signed", row.not_signed)}
        for role, row in found.items()
    ]  # fmt: skip


def waiting_roles(there: Mapping[str, Signature], *, beside_child: bool) -> list[str]:
    """Who is still to sign, in the order of the form; a guardian only beside a child, where one may."""
    later = [r for r in ROLES if r in there and there[r].not_signed == "will_sign_later"]
    return [*later, *(["guardian"] if beside_child and "guardian" not in there else [])]


def kept_rows(found: Iterable[Entitlements]) -> list[dict[str, Any]]:
    """What stays without the shelter: rights by name, then the fund's heads with their ceilings."""
    rows: list[dict[str, Any]] = []
    for entry in found:
        rows += [
            {"key": r.name, "value": r.note or _("Stays")} for r in entry.rights if r.kept_without_shelter
        ]
        if any(r.code == "fund" and r.kept_without_shelter for r in entry.rights):
            rows += [{"key": c.name, "value": _ceiling(c, entry.currency)} for c in entry.ceilings]
    return rows


def _ceiling(ceiling: Any, currency: str) -> str:
    if ceiling.amount is None:
        return _("No amount is printed; the committee decides.")
    per = {"time": _("a time"), "day": _("a day"), "total": _("in all")}.get(ceiling.per, ceiling.per)
    text = f"{_('up to')} {ceiling.amount:,} {currency} {per}"
    if ceiling.times_per_year:
        text += " · " + _("at most %(n)s times a year") % {"n": ceiling.times_per_year}
    return text
