"""Agreements, treaties, laws (files), and amendments, handover and risks (tables)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from wellknit.plan import reference_files, register_files
from wellknit.plan.models import Amendment, HandoverStep, Risk
from wellknit.plan.policies import amendment_rule
from wellknit.platform.access.viewer import Viewer


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """A proposal with the letters in hand and how many are needed."""

    amendment: Amendment
    asked: tuple[str, ...]
    agreed: tuple[str, ...]
    need_ask: int
    need_agree: int


def agreements(viewer: Viewer, party: str = "") -> list[register_files.Agreement]:
    """Agreements in order of their parties, of one country when it is named."""
    found = [a for a in register_files.agreements().values() if not party or party in a.parties]
    return sorted(found, key=lambda a: (a.level != "regional", a.parties, a.signed or "9999"))


def agreement(viewer: Viewer, agreement_id: str) -> register_files.Agreement:
    """One agreement by its file's id."""
    found = register_files.agreements().get(agreement_id)
    if found is None:
        raise Http404
    return found


def amendments(viewer: Viewer) -> list[AmendmentView]:
    """All proposals to change the MOU, newest first."""
    rows = Amendment.objects.prefetch_related("assents").order_by("-asked_at")
    return [_view(row) for row in rows]


def amendment(viewer: Viewer, amendment_id: UUID) -> AmendmentView:
    """One proposal."""
    found = Amendment.objects.prefetch_related("assents").filter(pk=amendment_id).first()
    if found is None:
        raise Http404
    return _view(found)


def _view(row: Amendment) -> AmendmentView:
    rule = amendment_rule(row.framework)
    by_stage: dict[str, list[str]] = {"ask": [], "agree": []}
    for letter in row.assents.all():
        by_stage[letter.stage].append(letter.unit)
    return AmendmentView(
        row, tuple(sorted(by_stage["ask"])), tuple(sorted(by_stage["agree"])), rule.ask, rule.agree
    )


def handover_grid(viewer: Viewer) -> dict[tuple[str, str], HandoverStep]:
    """The latest word on each function and country."""
    return {(row.function, row.unit): row for row in HandoverStep.objects.order_by("year")}


def risks(viewer: Viewer) -> list[Risk]:
    """Open risks, the heaviest first."""
    return sorted(Risk.objects.filter(closed_on=None), key=lambda risk: -risk.probability * risk.impact)


def countries() -> list[reference_files.ReportingUnit]:
    """The six in protocol order."""
    return [unit for unit in reference_files.units() if unit.is_country]
