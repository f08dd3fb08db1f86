"""What a person needs, wants and is given: assessments, her own goals, services, sessions, plan, work."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import ByCase
from wellknit.platform.identity.models import Office
from wellknit.platform.vault.fields import SealedJSON, SealedText
from wellknit.protection.models.case import Case
from wellknit.protection.states_care import ServiceState, WorkState


class Assessment(models.Model):
    """Needs or risk, asked with a version of a checklist. A risk has a level and a date of the next look.

    `answers`: code of the line to code of the answer. `level` is the worker's; `asked_level` what the
    answers asked for; when the worker's is lower, `reason` says why.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments")
    kind = models.CharField(max_length=8)
    checklist = models.CharField(max_length=60)
    checklist_version = models.PositiveSmallIntegerField()
    on = models.DateField()
    took_part = models.CharField(max_length=20)
    language = models.CharField(max_length=12, blank=True)
    answers = SealedJSON(code="P150", cls=FieldClass.CASE)
    words = SealedText(code="P151", cls=FieldClass.CASE, null=True)
    level = models.CharField(max_length=12, blank=True)
    asked_level = models.CharField(max_length=12, blank=True)
    reason = SealedText(code="P152", cls=FieldClass.CASE, null=True)
    review_on = models.DateField(null=True)
    replaced = models.BooleanField(default=False)
    by_id = models.UUIDField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    WALL = ByCase()

    class Classes:
        statistical = ("kind", "level")
        case = (
            "case", "checklist", "checklist_version", "on", "took_part", "language", "asked_level", "review_on",
            "replaced", "by_id", "recorded_at",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="needs")
                | (models.Q(kind="risk", review_on__isnull=False) & ~models.Q(level="")),
                name="assessment_risk_has_level_and_review",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "kind", "-on"], name="assessment_case"),
            models.Index(
                fields=["review_on"],
                condition=models.Q(kind="risk", replaced=False),
                name="assessment_review",
            ),
        ]


class Goal(models.Model):
    """Something the person wants, in her words. Nobody else writes a goal for her: `words` are quoted."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="goals")
    words = SealedText(code="P153", cls=FieldClass.CASE)
    language = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=12, default="wished")
    said_on = models.DateField()
    by_id = models.UUIDField()
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    WALL = ByCase()

    class Classes:
        statistical = ("state",)
        case = ("case", "language", "said_on", "by_id", "changed_at", "version")


class Service(models.Model):
    """Something given to the person: what (a code of the country's list), by whom, how far, how it ended.

    There is no date on which it has to end. `view` is what she says of it herself.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="services")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="services")
    code = models.CharField(max_length=40)
    offered_from = models.CharField(max_length=60)
    offered_version = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=12, default=ServiceState.PROPOSED, choices=[(s, s) for s in ServiceState]
    )
    provider = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    details = SealedText(code="P154", cls=FieldClass.CASE, null=True)
    proposed_on = models.DateField()
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    view = models.CharField(max_length=16, default="not_asked")
    view_words = SealedText(code="P158", cls=FieldClass.CASE, null=True)
    by_id = models.UUIDField()
    by_office_id = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    WALL = ByCase()

    class Classes:
        statistical = ("code", "state", "outcome", "end_reason", "view")
        case = (
            "case", "goal", "offered_from", "offered_version", "provider", "proposed_on", "started_on", "ended_on",
            "by_id", "by_office_id", "version",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(started_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="service_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done") | ~models.Q(outcome=""), name="service_outcome"
            ),
        ]
        indexes = [models.Index(fields=["case", "state"], name="service_case_state")]


class Session(models.Model):
    """One meeting within a service: when, how long, and what is worth keeping."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    service = models.ForeignKey(Service, models.PROTECT, related_name="sessions")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField(null=True)
    came = models.BooleanField(default=True)
    note = SealedText(code="P159", cls=FieldClass.CASE, null=True)
    by_id = models.UUIDField()

    WALL = ByCase(verbs=("select", "insert"))

    class Classes:
        case = ("service", "case", "on", "minutes", "came", "by_id")

    class Meta:
        indexes = [models.Index(fields=["service", "-on"], name="session_service")]


class CarePlan(models.Model):
    """The plan as it was talked over on a day, frozen: a tree of plain values (lib.documents.tree).

    `answer`: what the person says of it. A plan she does not agree to is kept too, as what it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="plans")
    on = models.DateField()
    language = models.CharField(max_length=12)
    took_part = models.CharField(max_length=20)
    interpreter = models.BooleanField(default=False)
    answer = models.CharField(max_length=12)
    words = SealedText(code="P165", cls=FieldClass.CASE, null=True)
    tree = SealedJSON(code="P166", cls=FieldClass.CASE)
    digest = models.CharField(max_length=64)
    by_id = models.UUIDField()
    by_office_id = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    WALL = ByCase(verbs=("select", "insert"))

    class Classes:
        statistical = ("answer",)
        case = ("case", "on", "language", "took_part", "interpreter", "digest", "by_id", "by_office_id", "at")

    class Meta:
        indexes = [models.Index(fields=["case", "-on"], name="careplan_case")]


class WorkPath(models.Model):
    """The way into work outside: wished, permission to stay, job, agreement. Clocks stand beside it.

    `days`: the day of each step by its verb. Employer and terms are sealed; the province is not, because
    the rule is about it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="work_paths")
    state = models.CharField(max_length=16, default=WorkState.WISHED, choices=[(s, s) for s in WorkState])
    needs_permit = models.BooleanField(default=True)
    days = models.JSONField(default=dict)
    province = models.CharField(max_length=100, blank=True)
    employer = SealedText(code="P167", cls=FieldClass.CASE, null=True)
    terms = SealedText(code="P168", cls=FieldClass.CASE, null=True)
    sectors = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    wage_kept = models.BooleanField(default=False)
    by_id = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    WALL = ByCase()

    class Classes:
        statistical = ("state", "sectors")
        case = ("case", "needs_permit", "days", "province", "wage_kept", "by_id", "version")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], name="work_path_once")]
