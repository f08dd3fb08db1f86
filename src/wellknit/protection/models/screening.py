"""First contact: what was asked, what was answered, and where the person was sent for help."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import VIEWER_OFFICE, VIEWER_PERSON, ByOffice, Sql
from wellknit.platform.identity.models import Office
from wellknit.platform.vault.fields import SealedJSON
from wellknit.protection.states import ReferralState


class Screening(models.Model):
    """One screening. Without a referral it holds no identity at all; the outcome is never a verdict.

    `answers` are codes by question; `identity` (name, statement about age, safe contact) exists only
    when the person agreed to be referred or is (presumed) a child.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    by_id = models.UUIDField()
    at = models.DateTimeField()
    indicator_set = models.CharField(max_length=60)
    indicator_version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=12)
    place_kind = models.CharField(max_length=40, blank=True)
    answers = SealedJSON(code="P020", cls=FieldClass.CASE)
    identity = SealedJSON(code="P021", cls=FieldClass.IDENTITY, null=True)
    sex = models.CharField(max_length=16)
    nationality = models.CharField(max_length=12, blank=True)
    age_band = models.CharField(max_length=8)
    presumed_child = models.BooleanField(default=False)
    age_assessment_due = models.DateField(null=True)
    outcome = models.CharField(max_length=20)
    reasons = ArrayField(models.CharField(max_length=60), default=list)
    danger_now = models.BooleanField(default=False)
    interpreter = models.CharField(max_length=12, blank=True)
    consent_to_refer = models.CharField(max_length=12)

    # The screener sees her own; her office's readers see the office's; a receiving office after accepting.
    WALL = Sql(
        f"({{table}}.office_id = {VIEWER_OFFICE} AND ({{table}}.by_id = {VIEWER_PERSON}"
        " OR (SELECT wk_may('screening.read'))))"
        " OR EXISTS (SELECT 1 FROM protection_referral r WHERE r.screening_id = {table}.id"
        f" AND r.to_office_id = {VIEWER_OFFICE} AND r.state = 'accepted')",
        check=f"{{table}}.office_id = {VIEWER_OFFICE} AND {{table}}.by_id = {VIEWER_PERSON}",
        verbs=("select", "insert"),
    )

    class Classes:
        statistical = (
            "sex",
            "nationality",
            "age_band",
            "outcome",
            "indicator_set",
            "indicator_version",
            "place_kind",
        )
        shareable = (
            "presumed_child",
            "age_assessment_due",
            "reasons",
            "danger_now",
            "interpreter",
            "language",
        )
        case = ("office", "by_id", "at", "consent_to_refer")

    class Meta:
        indexes = [models.Index(fields=["office", "by_id", "-at"], name="screening_office_by")]


class Referral(models.Model):
    """An offer of one office to another, with the least the other needs to decide.

    Everything on this row may be read by both offices; what stands behind it (the screening) only by
    the office that accepts.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    screening = models.ForeignKey(Screening, models.PROTECT, related_name="referrals")
    code = models.CharField(max_length=20, unique=True)
    from_office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    to_office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=16, default=ReferralState.OFFERED, choices=[(s, s) for s in ReferralState]
    )
    urgent = models.BooleanField(default=False)
    presumed_child = models.BooleanField(default=False)
    age_band = models.CharField(max_length=8)
    sex = models.CharField(max_length=16)
    language = models.CharField(max_length=12)
    interpreter = models.CharField(max_length=12, blank=True)
    reasons = ArrayField(models.CharField(max_length=60), default=list)
    sent_at = models.DateTimeField()
    sent_by_id = models.UUIDField()
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    decline_reason = models.CharField(max_length=40, blank=True)
    exchange = SealedJSON(code="P025", cls=FieldClass.CASE, null=True)
    version = models.PositiveIntegerField(default=1)

    WALL = ByOffice(
        "from_office_id",
        "to_office_id",
    )

    class Classes:
        shareable = (
            "code", "from_office", "to_office", "state", "urgent", "presumed_child", "age_band", "sex", "language",
            "interpreter", "reasons", "sent_at", "answered_at", "decline_reason",
        )  # fmt: skip
        case = ("screening", "sent_by_id", "answered_by_id", "version")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by_id__isnull=True)
                | models.Q(answered_at__isnull=False, answered_by_id__isnull=False),
                name="referral_answer_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="declined") | ~models.Q(decline_reason=""),
                name="referral_decline_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["to_office", "state", "-urgent", "sent_at"], name="referral_came_in"),
            models.Index(fields=["from_office", "state", "sent_at"], name="referral_sent_out"),
            models.Index(fields=["screening"], name="referral_screening"),
        ]


class RefusalCount(models.Model):
    """How many adults refused a referral, by month: a number, and nothing about anybody."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    month = models.DateField()
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    sex = models.CharField(max_length=16)
    age_band = models.CharField(max_length=8)
    count = models.PositiveIntegerField(default=0)

    WALL = ByOffice()

    class Classes:
        statistical = ("month", "office", "sex", "age_band", "count")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "office", "sex", "age_band"], name="refusals_one_row")
        ]
