"""What others say beside a country's report: peers' questions with replies, and civil society's own
report.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.plan.models import Block, CivilReport, Period, Question
from wellknit.plan.permissions import require_reply, unit_of
from wellknit.plan.states import BlockState, Shown
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record


@transaction.atomic
def ask(block: Block, *, by: Viewer, text: str, about: str = "") -> Question:
    """A question on something published. Asked and answered unit read it; the reply opens it to all."""
    by.require("plan.comment")
    if block.state not in (BlockState.PUBLISHED, BlockState.SUPERSEDED):
        raise NotNow(_("Questions are put to what is published."))
    if not text.strip():
        raise NotValid(_("Write the question."), {"text": _("Write the question.")})
    question = Question(
        block=block, unit=block.unit, asker=unit_of(by), about=about, text=text, asked_by_id=by.person_id,
        asked_at=timezone.now(),
    )  # fmt: skip
    question.save(force_insert=True)
    record("question.asked", target=question, note={"unit": block.unit})
    return question


@transaction.atomic
def reply(question: Question, *, by: Viewer, text: str) -> Question:
    """The government's reply; with it question and reply are read by all."""
    require_reply(by, question.unit)
    if not text.strip():
        raise NotValid(_("Write the reply."), {"text": _("Write the reply.")})
    if question.replied_at:
        raise NotNow(_("This question has its reply."))
    question.reply, question.replied_by_id, question.replied_at = text, by.person_id, timezone.now()
    question.shown = Shown.ALL
    question.save()
    record("question.replied", target=question, note={"unit": question.unit})
    return question


@transaction.atomic
def write_civil_report(
    *, by: Viewer, unit: str, period: Period, framework: str, about: str, text: str, evidence: str = ""
) -> CivilReport:
    """An organisation's own account of an item, beside the government's cell. A draft until it releases
    it.
    """
    by.require("plan.civil_society")
    if not text.strip():
        raise NotValid(_("Write the report."), {"text": _("Write the report.")})
    report = CivilReport(
        office_id=by.office_id, organisation=by.office_name, unit=unit, period=period, framework=framework,
        about=about,
        text=text, evidence=evidence, written_by_id=by.person_id, written_at=timezone.now(),
    )  # fmt: skip
    report.save(force_insert=True)
    record("civil_report.written", target=report, note={"unit": unit})
    return report


@transaction.atomic
def release_civil_report(report: CivilReport, *, by: Viewer) -> CivilReport:
    """From now on it stands beside the government's report; nobody else can hold it back."""
    by.require("plan.civil_society")
    if report.office_id != by.office_id:
        raise NotYou(_("This is another organisation’s report."))
    if report.released_at is None:
        report.released_at = timezone.now()
        report.save()
        record("civil_report.released", target=report, note={"unit": report.unit})
    return report
