"""Meetings of two countries about cases: what is on the list, what was decided, what became of it. Case codes only."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import VIEWER_COUNTRY, VIEWER_OFFICE, ByCase, Sql
from wellknit.platform.identity.models import Office
from wellknit.platform.vault.fields import SealedJSON, SealedText
from wellknit.protection.models.case import Case
from wellknit.protection.models.journey import Journey
from wellknit.protection.states_meeting import DecisionState, ItemState, MeetingState

_HOLDS = "(SELECT wk_may('cmm.hold'))"
# The office that keeps the meeting of this row. No policy asks back: the meeting's own wall names no item.
_KEEPS = f"EXISTS (SELECT 1 FROM protection_casemeeting m WHERE m.id = {{table}}.meeting_id AND m.office_id = {VIEWER_OFFICE})"


class CaseMeeting(models.Model):
    """A meeting with one partner country: case management, border liaison, ad hoc, review (case-meeting-kinds).

    `office` keeps it on this side. `corridor` (TH-MM) narrows it to one direction; empty: both. `participants`:
    list of {side, office, role, name}. `remarks`: what was talked about beyond the cases. The dates are those of
    the place where it meets. `agreed_on`: the day both sides agreed the minutes.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    partner = models.CharField(max_length=60)
    corridor = models.CharField(max_length=8, blank=True)
    kind = models.CharField(max_length=24)
    number = models.PositiveSmallIntegerField(null=True)
    host = models.CharField(max_length=2)
    place = models.CharField(max_length=120, blank=True)
    liaison_office = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    state = models.CharField(
        max_length=12, default=MeetingState.PLANNED, choices=[(s, s) for s in MeetingState]
    )
    participants = SealedJSON(code="P250", cls=FieldClass.CASE, null=True)
    remarks = SealedText(code="P251", cls=FieldClass.CASE, null=True)
    planned_at = models.DateTimeField()
    planned_by_id = models.UUIDField()
    drawn_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    held_by_id = models.UUIDField(null=True)
    agreed_on = models.DateField(null=True)
    agreed_by_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    WALL = Sql(
        f"{{table}}.country = {VIEWER_COUNTRY} AND (SELECT wk_may('cmm.read'))",
        check=f"{{table}}.office_id = {VIEWER_OFFICE} AND {_HOLDS}",
    )

    class Classes:
        shareable = (
            "office", "country", "partner", "corridor", "kind", "number", "host", "place", "liaison_office",
            "starts_on", "ends_on", "state", "agreed_on",
        )  # fmt: skip
        case = (
            "planned_at",
            "planned_by_id",
            "drawn_at",
            "held_at",
            "held_by_id",
            "agreed_by_id",
            "version",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="case_meeting_ends_after",
            )
        ]
        indexes = [models.Index(fields=["country", "partner", "-starts_on"], name="case_meeting_partner")]


class MeetingItem(models.Model):
    """A case on the list of a meeting, or (without `meeting`) on the list for the next one with this partner.

    `why`: a code of agenda-reasons; what a clock put there is `escalated`. `office` carries the matter here.
    `ours`: whose turn it was when it was listed; `step`, `path`, `path_version`: which step. `words`: why somebody
    put it there by hand. A journey stands once on a list.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    meeting = models.ForeignKey(CaseMeeting, models.PROTECT, null=True, related_name="items")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    partner = models.CharField(max_length=60)
    corridor = models.CharField(max_length=8, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="meeting_items")
    case_code = models.CharField(max_length=20, blank=True)
    journey = models.ForeignKey(Journey, models.PROTECT, null=True, related_name="meeting_items")
    journey_code = models.CharField(max_length=20, blank=True)
    why = models.CharField(max_length=24)
    path = models.CharField(max_length=60, blank=True)
    path_version = models.PositiveSmallIntegerField(null=True)
    step = models.CharField(max_length=40, blank=True)
    ours = models.BooleanField(null=True)
    since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    words = SealedText(code="P252", cls=FieldClass.CASE, null=True)
    state = models.CharField(max_length=12, default=ItemState.LISTED, choices=[(s, s) for s in ItemState])
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    WALL = Sql(
        f"{{table}}.office_id = {VIEWER_OFFICE} OR {_KEEPS} OR ({{table}}.meeting_id IS NULL"
        f" AND {{table}}.country = {VIEWER_COUNTRY} AND {_HOLDS})"
        " OR ({table}.case_id IS NOT NULL AND " + ByCase().using + ")"
    )

    class Classes:
        shareable = (
            "meeting", "office", "country", "partner", "corridor", "case_code", "journey", "journey_code", "why",
            "path", "path_version", "step", "ours", "since", "due_at", "state",
        )  # fmt: skip
        case = ("case", "at", "by_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "journey"], name="meeting_item_once"),
            models.UniqueConstraint(
                fields=["journey"],
                condition=models.Q(meeting__isnull=True, state="listed"),
                name="meeting_item_next_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["country", "partner"], condition=models.Q(meeting__isnull=True), name="item_next_list"
            )
        ]


class MeetingDecision(models.Model):
    """What a meeting decided about a case, or about the work itself (no case): who does what until when.

    `ours`: whether it is this side's to do. Then `owner` is the office whose worklist it stands in and `clock_id`
    its clock; else `owner_words` says whose on the other side. `owner_role`: in which role. `done_words`: what came
    of it. Shown to the office that keeps the meeting, to the owner, and to who carries the case.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    meeting = models.ForeignKey(CaseMeeting, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(MeetingItem, models.PROTECT, null=True, related_name="decisions")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="meeting_decisions")
    case_code = models.CharField(max_length=20, blank=True)
    number = models.PositiveSmallIntegerField()
    text = SealedText(code="P253", cls=FieldClass.CASE)
    ours = models.BooleanField()
    owner = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    owner_role = models.CharField(max_length=60, blank=True)
    owner_words = models.CharField(max_length=160, blank=True)
    due_on = models.DateField()
    clock_id = models.UUIDField(null=True)
    state = models.CharField(
        max_length=12, default=DecisionState.OPEN, choices=[(s, s) for s in DecisionState]
    )
    taken_at = models.DateTimeField()
    taken_by_id = models.UUIDField()
    done_on = models.DateField(null=True)
    done_by_id = models.UUIDField(null=True)
    done_words = SealedText(code="P254", cls=FieldClass.CASE, null=True)
    version = models.PositiveIntegerField(default=1)

    WALL = Sql(
        f"{{table}}.owner_id = {VIEWER_OFFICE} OR {_KEEPS} OR ({{table}}.case_id IS NOT NULL AND "
        + ByCase().using
        + ")",
        check=f"{{table}}.owner_id = {VIEWER_OFFICE} OR {_KEEPS}",
    )

    class Classes:
        shareable = (
            "meeting", "item", "case_code", "number", "ours", "owner", "owner_role", "owner_words", "due_on", "state",
            "done_on",
        )  # fmt: skip
        case = ("case", "clock_id", "taken_at", "taken_by_id", "done_by_id", "version")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meeting_decision_number"),
            models.CheckConstraint(
                condition=models.Q(ours=True, owner__isnull=False) | models.Q(ours=False, owner__isnull=True),
                name="meeting_decision_owner",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", done_on__isnull=True)
                | (~models.Q(state="open") & models.Q(done_on__isnull=False)),
                name="meeting_decision_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=models.Q(state="open"), name="decision_owner")
        ]
