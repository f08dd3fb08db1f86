"""May this happen to this thing now? Each refusal is a sentence that says what to do instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from wellknit.lib.figurechecks import check_target, check_value
from wellknit.lib.indicators import Finding, Unit, Value
from wellknit.lib.money import envelope_findings
from wellknit.lib.moves import IllegalMove, Machine, Move
from wellknit.plan import framework_files, reference_files, register_files
from wellknit.plan.framework_files import AmendmentRule
from wellknit.plan.indicator_files import Indicator
from wellknit.plan.models import Amendment, Block, FactKind, FollowUp
from wellknit.plan.states import AMENDMENT, BLOCK, BlockState
from wellknit.platform.access.refusals import NotNow, NotValid

S = TypeVar("S", bound=StrEnum)


def check_move(machine: Machine[S], state: str, verb: str) -> Move:
    """The move, or `NotNow` with what is possible instead."""
    try:
        return machine.check(state, verb)
    except IllegalMove as illegal:
        raise NotNow(str(illegal)) from illegal


def check_editable(block: Block) -> None:
    """Figures, words and lines change in a draft only."""
    if block.state == BlockState.DRAFT:
        return
    if block.state in (BlockState.PUBLISHED, BlockState.SUPERSEDED):
        raise NotNow(
            _(
                "This is published and stays as it is. Open a corrected edition: both will be kept, with "
                "the reason."
            )
        )
    raise NotNow(
        _("This is with the Secretariat. Recall it, or ask for it to be returned, before changing it.")
    )


def check_block_move(block: Block, verb: str, *, reason: str = "") -> Move:
    """A block's move; a return needs a reason; nothing leaves 'published' but a corrected edition."""
    if block.state in (BlockState.PUBLISHED, BlockState.SUPERSEDED) and verb != "supersede":
        raise NotNow(
            _(
                "It is published and cannot be taken back: others rely on it. Open a corrected edition "
                "instead."
            )
        )
    move = check_move(BLOCK, block.state, verb)
    if verb in ("return", "recall") and not reason.strip():
        raise NotValid(
            _("Say why, so that the colleagues know what to change."), {"reason": _("Write a reason.")}
        )
    return move


def check_four_eyes(block: Block, person: UUID) -> None:
    """Nobody endorses what they wrote, even with both roles."""
    if person in block.authors:
        raise NotNow(
            _(
                "You wrote in this block. Somebody else of the task force has to endorse it: four eyes, "
                "not two."
            )
        )


def check_other_reviewer(block: Block, person: UUID) -> None:
    """The region's own block is reviewed by somebody who neither wrote nor endorsed it."""
    if person == block.endorsed_by_id or person in block.authors:
        raise NotNow(_("You wrote or endorsed this. Somebody else has to review it."))


def check_not_empty(block: Block, *, rows: int) -> None:
    """An empty block is not endorsed: saying that nothing happened is also a row, with its reason."""
    if rows == 0:
        raise NotNow(_("There is nothing in it yet. Where there is nothing to report, say so with a reason."))


def check_figure(
    indicator: Indicator,
    unit_code: str,
    kind: str,
    value: Value,
    *,
    dims: str = "",
    scores: Sequence[str] = (),
) -> list[Finding]:
    """Refuse what cannot be a figure of this indicator; return what is only worth telling."""
    if indicator.reported_by and unit_code not in indicator.reported_by:
        raise NotValid(_("This indicator is not reported by this unit."))
    part_units = {part.unit for part in indicator.parts}
    unit = Unit(indicator.unit) if not part_units else next(iter(part_units))
    findings = check_value(unit, value, scores=scores)
    refused = [finding for finding in findings if finding.refuses]
    if refused:
        raise NotValid(refused[0].sentence, {"value": refused[0].sentence})
    if dims and indicator.disaggregation:
        _check_axes(indicator, dims)
    return findings


def _check_axes(indicator: Indicator, dims: str) -> None:
    axes = {part.split("=", 1)[0] for part in dims.split(";")}
    strange = axes - set(indicator.disaggregation)
    if strange:
        raise NotValid(
            _("This indicator is not broken down by %(axes)s.") % {"axes": ", ".join(sorted(strange))},
            {"dims": _("Use the lists of the reference sheet.")},
        )


def check_revision(
    indicator: Indicator, kind: str, value: Value, was: Value | None, reason: str
) -> list[Finding]:
    """A figure that replaces another needs a reason; a target revised to zero is told besides."""
    if was is not None and was != value and not reason.strip():
        raise NotValid(
            _("This replaces an earlier figure. Both are kept; say why it changes."),
            {"reason": _("Write a reason.")},
        )
    if kind in (FactKind.TARGET, FactKind.MARKER):
        return check_target(value, None, indicator.direction, was=was)
    return []


def check_declared(declared: str, computed: str, reason: str, steps: Iterable[str]) -> None:
    """A declared status is a word of the framework's scale; one that contradicts the figures needs its
    reason.
    """
    if declared not in set(steps):
        raise NotValid(
            _("That word is not on this framework's scale."), {"declared": _("Choose one of the scale.")}
        )
    differs = computed in ("fully", "partly", "not") and computed != _as_computed(declared)
    if (differs or declared == "withheld") and not reason.strip():
        raise NotValid(
            _(
                "The status differs from what the figures say. That is your judgement to make: write the "
                "reason."
            ),
            {"reason": _("Write a reason.")},
        )


def _as_computed(declared: str) -> str:
    same = {"achieved": "fully", "in-progress": "partly", "no-activity": "not"}
    return same.get(declared, declared)


def check_verifier(follow_up: FollowUp, person: UUID) -> None:
    """'Done' is the owner's word; whether it is adequate is somebody else's."""
    if person == follow_up.done_by_id:
        raise NotNow(_("You reported this done. Somebody else has to look whether it is adequate."))


def check_freezable(block: Block | None) -> None:
    """An edition goes out to everybody: it is frozen from a report that is published, not from a draft."""
    if block is None or block.state != BlockState.PUBLISHED:
        raise NotNow(
            _(
                "Only a published report is frozen as an edition. It has to be endorsed, reviewed and "
                "published first."
            )
        )


def amendment_rule(framework: str) -> AmendmentRule:
    """How this framework may be changed, as its file says (MOU article 34)."""
    rule = framework_files.framework(framework).amendment
    if rule is None:
        raise NotValid(_("This framework has no rule for its amendment."))
    return rule


def size_findings(lines: int, envelope_asked: Decimal) -> list[Finding]:
    """Warnings about the number of lines and the envelope, by the norms of the data file; never refusals."""
    norms = reference_files.norms()
    return envelope_findings(lines, envelope_asked, norms.envelope, low=norms.lines_min, high=norms.lines_max)


def check_consultation(amendment: Amendment, rule: AmendmentRule, asked: int) -> None:
    """Article 34 (1): consultation begins when four of the six have asked in writing."""
    check_move(AMENDMENT, amendment.state, "consult")
    if asked < rule.ask:
        raise NotNow(
            _("%(have)d of %(need)d governments have asked in writing. Consultation opens with %(need)d.")
            % {"have": asked, "need": rule.ask}
        )


def check_adoption(amendment: Amendment, rule: AmendmentRule, agreed: int) -> None:
    """Article 34 (3): a change is adopted when all six have approved it in writing."""
    check_move(AMENDMENT, amendment.state, "adopt")
    if agreed < rule.agree:
        raise NotNow(
            _("%(have)d of %(need)d governments have approved in writing. It is adopted with %(need)d.")
            % {"have": agreed, "need": rule.agree}
        )


def check_party(unit: str) -> None:
    """Only a party to the MOU asks for its amendment or approves it."""
    if unit not in register_files.SIX:
        raise NotNow(
            _("Only the six governments that signed the MOU can ask for its amendment or approve it.")
        )
