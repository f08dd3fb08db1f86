"""Tables of the plan wing. Agreements, treaties, laws and frameworks are files (`wellknit.plan.*_files`),
not tables.
"""

from wellknit.plan.models.block import Block, BlockMove, CivilReport, Period, Question
from wellknit.plan.models.edition import Edition
from wellknit.plan.models.fact import AdoptedFramework, Fact, FactKind, Narrative, Selection, StatusCall
from wellknit.plan.models.meeting import AgendaItem, Decision, Delegation, FollowUp, Meeting
from wellknit.plan.models.money import (
    Allocation,
    EntryKind,
    ExchangeRate,
    MoneyEntry,
    Pledge,
    PledgeRestriction,
)
from wellknit.plan.models.process import Amendment, Assent, HandoverStep, Risk
from wellknit.plan.models.workplan import BudgetKind, LineBudget, LineProgress, Moment, WorkplanLine

__all__ = [
    "AdoptedFramework", "AgendaItem", "Allocation", "Amendment", "Assent", "Block", "BlockMove", "BudgetKind",
    "CivilReport", "Decision", "Delegation", "Edition", "EntryKind", "ExchangeRate", "Fact", "FactKind",
            "FollowUp",
    "HandoverStep", "LineBudget", "LineProgress", "Meeting", "Moment", "MoneyEntry", "Narrative",
            "Period",
            "Pledge",
    "PledgeRestriction", "Question", "Risk", "Selection", "StatusCall", "WorkplanLine",
]  # fmt: skip
