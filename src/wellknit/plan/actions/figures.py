"""Writing figures, judgements and words into a draft. Nothing is overwritten: each change is a further
revision.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.figurechecks import check_parts
from wellknit.lib.indicators import Finding, Value, dims_parts
from wellknit.plan import framework_files, indicator_files, reference_files
from wellknit.plan.actions.block import locked, mark_author
from wellknit.plan.models import Block, Fact, FactKind, Narrative, Selection, StatusCall
from wellknit.plan.permissions import require_draft
from wellknit.plan.policies import check_declared, check_editable, check_figure, check_revision
from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record


@transaction.atomic
def record_figure(
    block: Block,
    *,
    by: Viewer,
    indicator: str,
    kind: FactKind,
    value: Value,
    period: str = "",
    part: str = "",
    dims: str = "",
    reason: str = "",
    source: str = "",
) -> tuple[Fact, list[Finding]]:
    """One figure into a draft, and what should be told about it. An equal figure changes nothing."""
    block = locked(block)
    require_draft(by, block.unit)
    check_editable(block)
    sheet = indicator_sheet(indicator)
    findings = check_figure(sheet, block.unit, kind, value, dims=dims)
    period = period or block.period.key
    same = {"indicator": indicator, "part": part, "period": period, "dims": dims, "kind": kind}
    old = Fact.objects.filter(block=block, current=True, **same).first()
    was = old.value() if old else None
    findings += check_revision(sheet, kind, value, was, reason)
    if old and was == value:
        return old, findings
    if old:
        Fact.objects.filter(pk=old.pk).update(current=False)
    fact = Fact(
        block=block, unit=block.unit, framework=block.framework, **same, number=value.number,
        numerator=value.numerator, denominator=value.denominator,
        text=value.text, score=value.score, missing=value.missing or "", reason=reason, source=source,
        revision=old.revision + 1 if old else 1, recorded_by_id=by.person_id, recorded_at=timezone.now(),
    )  # fmt: skip
    fact.save(force_insert=True)
    mark_author(block, by)
    note = {"indicator": indicator, "kind": str(kind)}
    record("figure.recorded", target=fact, fields=["number"], note=note)
    return fact, findings + _parts_findings(fact)


def indicator_sheet(indicator: str) -> indicator_files.Indicator:
    """The reference sheet, or a refusal in words."""
    sheet = indicator_files.indicators().get(indicator)
    if sheet is None:
        raise NotValid(
            _("There is no indicator of this name."), {"indicator": _("Choose one of the framework.")}
        )
    return sheet


def _parts_findings(fact: Fact) -> list[Finding]:
    """Do the parts of each axis add up to the total, as far as both are given?"""
    rows = Fact.objects.filter(
        block_id=fact.block_id,
        indicator=fact.indicator,
        part=fact.part,
        period=fact.period,
        kind=fact.kind,
        current=True,
    )
    values = {row.dims: row.value() for row in rows}
    total = values.pop("", None)
    if total is None:
        return []
    axes: dict[str, dict[str, Value]] = {}
    for dims, value in values.items():
        named = dims_parts(dims)
        if len(named) == 1:
            axis, member = next(iter(named.items()))
            axes.setdefault(axis, {})[member] = value
    return [finding for axis, members in axes.items() for finding in check_parts(total, members, axis)]


@transaction.atomic
def declare(
    block: Block, *, by: Viewer, about: str, declared: str, computed: str = "", reason: str = "",
    evidence: str = "",
    source: str = "",
) -> StatusCall:  # fmt: skip
    """The unit's judgement on one item, in the words of the framework's scale, beside what the figures
    say.
    """
    block = locked(block)
    require_draft(by, block.unit)
    check_editable(block)
    scale = reference_files.scales()[framework_files.framework(block.framework).scale]
    check_declared(declared, computed, reason, [step.id for step in scale.steps])
    old = StatusCall.objects.filter(block=block, about=about, period=block.period.key, current=True).first()
    if old:
        StatusCall.objects.filter(pk=old.pk).update(current=False)
    call = StatusCall(
        block=block, unit=block.unit, framework=block.framework, about=about, period=block.period.key,
        declared=declared, computed=computed, reason=reason, evidence=evidence, source=source,
        revision=old.revision + 1 if old else 1, recorded_by_id=by.person_id, recorded_at=timezone.now(),
    )  # fmt: skip
    call.save(force_insert=True)
    mark_author(block, by)
    record("status.declared", target=call, fields=["declared"], note={"about": about})
    return call


@transaction.atomic
def write_section(block: Block, *, by: Viewer, section: str, text: str, language: str = "en") -> Narrative:
    """One section of the report, as it now reads; earlier wordings stay."""
    block = locked(block)
    require_draft(by, block.unit)
    check_editable(block)
    old = Narrative.objects.filter(block=block, section=section, language=language, current=True).first()
    if old and old.text == text:
        return old
    if old:
        Narrative.objects.filter(pk=old.pk).update(current=False)
    section_row = Narrative(
        block=block, unit=block.unit, section=section, language=language, text=text,
        revision=old.revision + 1 if old else 1, written_by_id=by.person_id, written_at=timezone.now(),
    )  # fmt: skip
    section_row.save(force_insert=True)
    mark_author(block, by)
    record("section.written", target=section_row, fields=["text"], note={"section": section})
    return section_row


@transaction.atomic
def choose_all(*, by: Viewer, unit: str, framework: str, chosen: set[str], since: str) -> None:
    """Make the unit's choice of indicators of one framework equal to `chosen`; what is left out ends with
    `since`.
    """
    require_draft(by, unit)
    sheets = {s.id for s in indicator_files.indicators().values() if s.framework == framework}
    for row in Selection.objects.filter(unit=unit, until="", indicator__in=sheets - chosen):
        Selection.objects.filter(pk=row.pk).update(until=since)
        record("indicator.dropped", target=row, note={"indicator": row.indicator})
    for indicator in sorted(chosen & sheets):
        choose(by=by, unit=unit, indicator=indicator, since=since)


@transaction.atomic
def choose(*, by: Viewer, unit: str, indicator: str, since: str) -> Selection:
    """The unit will report on this indicator from a period on."""
    require_draft(by, unit)
    indicator_sheet(indicator)
    found = Selection.objects.filter(indicator=indicator, unit=unit, until="").first()
    if found:
        return found
    chosen = Selection(
        indicator=indicator, unit=unit, since=since, chosen_by_id=by.person_id, chosen_at=timezone.now()
    )
    chosen.save(force_insert=True)
    record("indicator.chosen", target=chosen, note={"indicator": indicator})
    return chosen
