"""What a country hands in for a period, the moves it makes, and what others say beside it."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wellknit.lib.walls import VIEWER_COUNTRY, VIEWER_OFFICE, Sql
from wellknit.plan.models.walls import REGION, SECRETARIAT, SEEN, TASK_FORCE, may
from wellknit.plan.states import BlockKind, BlockState, Shown


class Period(models.Model):
    """A span that is reported on. A programme's year need not be a calendar year (2014 began in April for
    one).
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    key = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in ("year", "half", "plan", "other")])
    starts = models.DateField()
    ends = models.DateField()

    WALL = Sql(may("plan.read"), check=f"{may('plan.draft')} OR {may('plan.review')}")

    class Classes:
        public = ("key", "kind", "starts", "ends")

    class Meta:
        ordering = ["starts", "key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="period_ends_after_start"
            )
        ]


class Block(models.Model):
    """One unit's report or workplan for one period: the thing that is drafted, endorsed, reviewed and
    published.

    Everybody of the process sees that a block exists and where it stands (who has not reported yet is no
    secret);
    what stands in it is walled row by row. `edition` counts corrected versions after publication.
    `authors` are
    all who wrote in it: none of them may endorse it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in BlockKind])
    unit = models.CharField(max_length=3)
    period = models.ForeignKey(Period, models.PROTECT, related_name="blocks")
    framework = models.CharField(max_length=40)
    edition = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=[(s, s) for s in BlockState], default=BlockState.DRAFT)
    shown = models.CharField(max_length=12, choices=[(s, s) for s in Shown], default=Shown.OWN)
    due = models.DateField(null=True, blank=True)
    authors = ArrayField(models.UUIDField(), default=list)
    opened_at = models.DateTimeField()
    endorsed_by_id = models.UUIDField(null=True, blank=True)
    endorsed_at = models.DateTimeField(null=True, blank=True)
    endorsed_on = models.DateField(null=True, blank=True)
    reviewed_by_id = models.UUIDField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    watermark = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)

    WALL = Sql(
        may("plan.read"),
        check=f"({{table}}.unit = {VIEWER_COUNTRY} AND {TASK_FORCE}) OR {SECRETARIAT}",
    )

    class Classes:
        public = (
            "kind",
            "unit",
            "period",
            "framework",
            "edition",
            "state",
            "shown",
            "due",
            "endorsed_on",
            "watermark",
        )
        shareable = (
            "authors", "opened_at", "endorsed_by_id", "endorsed_at", "reviewed_by_id", "reviewed_at",
            "published_at", "version",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "unit", "period", "framework", "edition"], name="block_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(authors__contains=[models.F("endorsed_by_id")]), name="block_four_eyes"
            ),
            models.CheckConstraint(
                condition=models.Q(state=BlockState.DRAFT) | models.Q(endorsed_by_id__isnull=False),
                name="block_endorsed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["framework", "period", "kind"], name="block_framework_period")]


class BlockMove(models.Model):
    """One step of a block, kept for ever: what, from where to where, who, when, and why it was sent back."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    block = models.ForeignKey(Block, models.PROTECT, related_name="moves")
    unit = models.CharField(max_length=3)
    shown = models.CharField(max_length=12, default=Shown.SECRETARIAT)
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    office = models.CharField(max_length=200)
    at = models.DateTimeField()

    # The Secretariat writes 'returned' into a country's history; the other five read neither reason nor name.
    WALL = Sql(SEEN, check=f"{may('plan.read')}", verbs=("select", "insert"))

    class Classes:
        shareable = (
            "block", "unit", "shown", "verb", "from_state", "to_state", "reason", "by_id", "by_name",
            "office",
            "at",
        )  # fmt: skip

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["block", "at"], name="blockmove_block_at")]


class Question(models.Model):
    """A peer's question on a published block and the country's reply; both released together by the reply."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    block = models.ForeignKey(Block, models.PROTECT, related_name="questions")
    unit = models.CharField(max_length=3)  # who is asked
    asker = models.CharField(max_length=3)
    about = models.CharField(max_length=120, blank=True)  # item of the framework
    text = models.TextField()
    asked_by_id = models.UUIDField()
    asked_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_by_id = models.UUIDField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    shown = models.CharField(max_length=12, default=Shown.OWN)

    WALL = Sql(
        f"{may('plan.read')} AND ({{table}}.unit = {VIEWER_COUNTRY} OR {{table}}.asker = {VIEWER_COUNTRY}"
        f" OR {{table}}.shown = 'all' OR {may('plan.review')})",
        check=f"{may('plan.comment')} AND ({{table}}.asker = {VIEWER_COUNTRY}"
        f" OR {{table}}.unit = {VIEWER_COUNTRY}"
        f" OR ({{table}}.asker = '{REGION}' AND {may('plan.review')}))",
    )

    class Classes:
        shareable = (
            "block", "unit", "asker", "about", "text", "asked_by_id", "asked_at", "reply", "replied_by_id",
            "replied_at", "shown",
        )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["block", "asked_at"], name="question_block_at")]


class CivilReport(models.Model):
    """What an organisation of civil society reports on the same item: beside the government's cell, never
    in it.

    It is the organisation's until it releases it; no government and not the Secretariat can edit or hold
    it back.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    office_id = models.UUIDField()
    organisation = models.CharField(max_length=200)
    unit = models.CharField(max_length=3)
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    framework = models.CharField(max_length=40)
    about = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    evidence = models.TextField(blank=True)
    written_by_id = models.UUIDField()
    written_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    WALL = Sql(
        f"{{table}}.office_id = {VIEWER_OFFICE} OR ({{table}}.released_at IS NOT NULL AND "
        f"{may('plan.read')})",
        check=f"{{table}}.office_id = {VIEWER_OFFICE} AND {may('plan.civil_society')}",
    )

    class Classes:
        shareable = (
            "office_id", "organisation", "unit", "period", "framework", "about", "text", "evidence",
            "written_by_id", "written_at", "released_at",
        )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["framework", "period", "unit"], name="civil_framework_period")]
