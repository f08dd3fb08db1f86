"""A matter between two sides, step by step: who asked whom for what, whose turn it is, what was told when."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import VIEWER_OFFICE, ByOffice, Sql
from wellknit.platform.identity.models import Office
from wellknit.platform.vault.fields import SealedJSON, SealedText
from wellknit.protection.models.case import Case
from wellknit.protection.models.consent import Consent
from wellknit.protection.states_journey import ApprovalState, JourneyState, StepState


class Journey(models.Model):
    """One matter on one path between two sides of which at least one is an office of this node.

    `path` and `path_version` say under which file it began; it goes on under that one. `partner` is a
    recipients key (`country:MM`) where the other side is not an office here: then the office on that side is
    empty, `node` names the partner's node (empty: it has none and answers on paper or by telephone), `corridor`
    the ordered pair (`TH-MM`, from where the person is to where she may return) and both nodes keep the journey
    under the same id, code and steps. `case` may be empty there: the receiving side opens its own, a rescue has
    none yet. `scope`: what is asked (a code of the path); `service`: for what; `ending` how a journey between
    countries came out (return-endings). `grant_id` is the reach that acceptance gave. What both sides may read
    stands here; the case itself only after acceptance. Triggers keep what was sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    path = models.CharField(max_length=60)
    path_version = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="journeys")
    from_office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    to_office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    partner = models.CharField(max_length=60, blank=True)
    partner_office = models.CharField(max_length=160, blank=True)
    node = models.CharField(max_length=40, blank=True)
    corridor = models.CharField(max_length=8, blank=True)
    corridor_version = models.PositiveSmallIntegerField(null=True)
    ending = models.CharField(max_length=24, blank=True)
    scope = models.CharField(max_length=40)
    opens_file = models.BooleanField(default=False)
    service = models.CharField(max_length=40, blank=True)
    urgent = models.BooleanField(default=False)
    words = SealedText(code="P200", cls=FieldClass.CASE, null=True)
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="journeys")
    state = models.CharField(
        max_length=16, default=JourneyState.RUNNING, choices=[(s, s) for s in JourneyState]
    )
    sent_at = models.DateTimeField()
    sent_by_id = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by_id = models.UUIDField(null=True)
    grant_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    end_reason = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    WALL = ByOffice("from_office_id", "to_office_id")

    class Classes:
        shareable = (
            "path", "path_version", "code", "from_office", "to_office", "partner", "scope", "opens_file", "service",
            "urgent", "state", "sent_at", "accepted_at", "ended_at", "end_reason", "partner_office", "node",
            "corridor", "corridor_version", "ending",
        )  # fmt: skip
        case = ("case", "consent", "sent_by_id", "accepted_by_id", "grant_id", "ended_by_id", "version")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    from_office__isnull=False, to_office__isnull=False, partner="", case__isnull=False
                )
                | models.Q(from_office__isnull=False, to_office__isnull=True) & ~models.Q(partner="")
                | models.Q(from_office__isnull=True, to_office__isnull=False) & ~models.Q(partner=""),
                name="journey_other_side",
            ),
            models.CheckConstraint(
                condition=models.Q(state="running", ended_at__isnull=True)
                | (~models.Q(state="running") & models.Q(ended_at__isnull=False)),
                name="journey_end_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(from_office=models.F("to_office")), name="journey_two_sides"
            ),
        ]
        indexes = [
            models.Index(fields=["to_office", "state", "-urgent", "sent_at"], name="journey_came_in"),
            models.Index(fields=["from_office", "state", "-sent_at"], name="journey_sent_out"),
            models.Index(fields=["case"], name="journey_case"),
            models.Index(fields=["consent"], name="journey_consent"),
            models.Index(
                fields=["partner", "state"], condition=~models.Q(partner=""), name="journey_with_partner"
            ),
        ]


class Step(models.Model):
    """One step of a journey, moved only by the side whose turn it is (a trigger sees to it).

    `owner` is the role whose turn it is in that office; `clock` the rule that runs; `fields` what may
    be told to the other side from here on, `disclosed` what was. A `held` step is seen by the sender
    alone until the other side accepts. `verb` says how it was taken, `reason` and `words` with what, `details`
    with what filled in (a handover: where, when, what was handed over). Between countries the office of the
    other side's step is empty; where the partner has no node, `said_by` and `channel` say who told it and how.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    journey = models.ForeignKey(Journey, models.PROTECT, related_name="steps")
    sequence = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=10)
    code = models.CharField(max_length=40)
    owner = models.CharField(max_length=60)
    office_id = models.UUIDField(null=True)
    sender_id = models.UUIDField(null=True)
    clock = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=[(s, s) for s in StepState])
    documents = ArrayField(models.CharField(max_length=60), default=list)
    fields = ArrayField(models.CharField(max_length=40), default=list)
    disclosed = SealedJSON(code="P201", cls=FieldClass.IDENTITY, null=True)
    words = SealedText(code="P202", cls=FieldClass.CASE, null=True)
    details = SealedJSON(code="P240", cls=FieldClass.CASE, null=True)
    said_by = SealedText(code="P241", cls=FieldClass.CASE, null=True)
    channel = models.CharField(max_length=24, blank=True)
    verb = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    taken_by_id = models.UUIDField(null=True)

    WALL = Sql(
        f"{{table}}.sender_id = {VIEWER_OFFICE} OR ({{table}}.state <> 'held' AND EXISTS (SELECT 1 FROM"
        f" protection_journey j WHERE j.id = {{table}}.journey_id AND j.to_office_id = {VIEWER_OFFICE}))"
    )

    class Classes:
        shareable = (
            "journey", "sequence", "side", "code", "owner", "office_id", "clock", "state", "documents", "fields",
            "verb", "reason", "opened_at", "taken_at", "channel",
        )  # fmt: skip
        case = ("sender_id", "taken_by_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["journey", "sequence"], name="step_in_order"),
            models.CheckConstraint(
                condition=~models.Q(state="taken") | (models.Q(taken_at__isnull=False) & ~models.Q(verb="")),
                name="step_taken_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["office_id", "opened_at"], condition=models.Q(state="open"), name="step_open_office"
            )
        ]


class Approval(models.Model):
    """An act that one person asked for and another allows or not. `args` is what will be done, sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    act = models.CharField(max_length=60)
    case = models.ForeignKey(Case, models.PROTECT, related_name="approvals")
    office_id = models.UUIDField()
    allows = models.CharField(max_length=80)
    args = SealedJSON(code="P203", cls=FieldClass.CASE)
    words = SealedText(code="P204", cls=FieldClass.CASE)
    state = models.CharField(
        max_length=12, default=ApprovalState.ASKED, choices=[(s, s) for s in ApprovalState]
    )
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    answer = SealedText(code="P205", cls=FieldClass.CASE, null=True)
    version = models.PositiveIntegerField(default=1)

    WALL = ByOffice()

    class Classes:
        case = (
            "act", "case", "office_id", "allows", "state", "asked_at", "asked_by_id", "decided_at", "decided_by_id",
            "version",
        )  # fmt: skip

    class Meta:
        constraints = [
            # Four eyes belong to two people; the database does not take our word for it.
            models.CheckConstraint(
                condition=~models.Q(state__in=["given", "refused"])
                | (models.Q(decided_by_id__isnull=False) & ~models.Q(decided_by_id=models.F("asked_by_id"))),
                name="approval_by_somebody_else",
            )
        ]
        indexes = [models.Index(fields=["office_id", "state", "asked_at"], name="approval_waiting")]
