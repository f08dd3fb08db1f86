"""A case: one stretch of work for one person, held by one office, reached by those it grants."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import VIEWER_OFFICE, ByCase, ByOffice
from wellknit.platform.identity.models import Office
from wellknit.platform.vault.fields import SealedText
from wellknit.protection.models.person import Person
from wellknit.protection.states import CaseState


class Case(models.Model):
    """The work for a person under one jurisdiction. `code` is what stands on paper instead of a name.

    `age_band` is the band at intake (0-14, 15-17, 18+, unknown); `presumed_child` a presumption for
    the moment with a date for assessment, never a finding.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    jurisdiction = models.CharField(max_length=2)
    referral = models.ForeignKey("protection.Referral", models.PROTECT, null=True, related_name="cases")
    state = models.CharField(max_length=16, default=CaseState.OPEN, choices=[(s, s) for s in CaseState])
    exploitation = models.CharField(max_length=40, blank=True)
    age_band = models.CharField(max_length=8)
    presumed_child = models.BooleanField(default=False)
    age_assessment_due = models.DateField(null=True)
    opened_on = models.DateField()
    opened_by_id = models.UUIDField()
    worker_id = models.UUIDField(null=True)
    summary = SealedText(code="P010", cls=FieldClass.CASE, null=True)
    closed_on = models.DateField(null=True)
    closure_reason = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by_id = models.UUIDField(null=True)

    WALL = ByCase("id", check=f"{{table}}.office_id = {VIEWER_OFFICE} OR (SELECT wk_holds({{table}}.id))")

    class Classes:
        shareable = ("code", "presumed_child", "age_assessment_due", "office")
        statistical = ("jurisdiction", "state", "exploitation", "age_band", "closure_reason")
        case = (
            "person", "referral", "opened_on", "opened_by_id", "worker_id", "closed_on", "version",
            "changed_at", "changed_by_id",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_on__isnull=False) & ~models.Q(closure_reason="")
                | models.Q(state="open", closed_on__isnull=True, closure_reason=""),
                name="case_closed_with_reason",
            )
        ]
        indexes = [models.Index(fields=["person"], name="case_person")]

    def __str__(self) -> str:
        return self.code


class Note(models.Model):
    """Something worth remembering, in the words of whoever wrote it. Never changed, only added to."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    text = SealedText(code="P011", cls=FieldClass.CASE)
    at = models.DateTimeField(auto_now_add=True)
    by_id = models.UUIDField()
    by_office_id = models.UUIDField()

    WALL = ByCase(verbs=("select", "insert"))

    class Classes:
        case = ("case", "at", "by_id", "by_office_id")


class WorklistRow(models.Model):
    """One row per case and office: what a worklist shows without touching the case itself.

    Made and refreshed by one database function from cases, grants and clocks; carries no name.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case_id = models.UUIDField()
    office_id = models.UUIDField()
    code = models.CharField(max_length=20)
    state = models.CharField(max_length=16)
    mine = models.BooleanField(default=False)
    worker_id = models.UUIDField(null=True)
    nationality = models.CharField(max_length=12, blank=True)
    age_band = models.CharField(max_length=8)
    presumed_child = models.BooleanField(default=False)
    identification = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=40, blank=True)
    next_due = models.DateTimeField(null=True)
    next_rule = models.CharField(max_length=60, blank=True)
    opened_on = models.DateField()
    changed_at = models.DateTimeField()

    WALL = ByOffice(verbs=("select",))

    class Classes:
        shareable = ("code", "presumed_child", "next_rule")
        statistical = ("state", "nationality", "age_band", "identification", "place")
        case = ("case_id", "office_id", "mine", "worker_id", "next_due", "opened_on", "changed_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "office_id"], name="worklist_case_office")]
        indexes = [
            # The list as it opens: what is due first. Null due dates last, as PostgreSQL sorts them.
            models.Index(fields=["office_id", "state", "next_due", "id"], name="worklist_due"),
            models.Index(fields=["office_id", "state", "-opened_on", "id"], name="worklist_opened"),
            models.Index(fields=["office_id", "state", "identification", "next_due"], name="worklist_ident"),
            models.Index(
                fields=["office_id", "state", "nationality", "next_due"], name="worklist_nationality"
            ),
        ]
