"""Watching over the work: incidents, complaints, conferences, and files looked at by a supervisor."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import VIEWER_OFFICE, VIEWER_PERSON, ByCase, ByOffice, Sql
from wellknit.platform.identity.models import Office
from wellknit.platform.vault.fields import SealedJSON, SealedText
from wellknit.protection.models.case import Case
from wellknit.protection.states_care import AuditState, ComplaintState, IncidentState

# An incident or complaint that goes outside is read there too: in offices that watch and do not detain.
_OUTSIDE = "({table}.outside AND (SELECT wk_may('quality.watch')))"


class Incident(models.Model):
    """Something that went wrong at an office. `outside`: it went to those who watch from outside at once."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    case_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=24)
    severity = models.CharField(max_length=12)
    on = models.DateField()
    outside = models.BooleanField(default=False)
    state = models.CharField(
        max_length=12, default=IncidentState.OPEN, choices=[(s, s) for s in IncidentState]
    )
    what = SealedText(code="P170", cls=FieldClass.CASE)
    done = SealedText(code="P171", cls=FieldClass.CASE, null=True)
    reported_by_id = models.UUIDField()
    reported_at = models.DateTimeField(auto_now_add=True)
    handled_by_id = models.UUIDField(null=True)
    closed_by_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    WALL = Sql(
        f"({{table}}.office_id = {VIEWER_OFFICE} AND ((SELECT wk_may('incidents.handle'))"
        f" OR {{table}}.reported_by_id = {VIEWER_PERSON})) OR {_OUTSIDE}"
    )

    class Classes:
        statistical = ("kind", "severity", "state")
        case = (
            "office", "case_id", "on", "outside", "reported_by_id", "reported_at", "handled_by_id", "closed_by_id",
            "version",
        )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["office", "-on"], name="incident_office_on")]


class Complaint(models.Model):
    """What somebody is not content with, in her words. Whom it is about does not read or answer it.

    No name is asked for: `case_id` only when the person wants it in her file.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    case_id = models.UUIDField(null=True)
    giver = models.CharField(max_length=16)
    subject = models.CharField(max_length=24)
    about_id = models.UUIDField(null=True)
    outside = models.BooleanField(default=False)
    state = models.CharField(
        max_length=12, default=ComplaintState.RECEIVED, choices=[(s, s) for s in ComplaintState]
    )
    words = SealedText(code="P172", cls=FieldClass.CASE)
    answer = SealedText(code="P173", cls=FieldClass.CASE, null=True)
    result = models.CharField(max_length=16, blank=True)
    received_on = models.DateField()
    received_by_id = models.UUIDField()
    answered_on = models.DateField(null=True)
    answered_by_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    # Writing one down needs no right to read the others: a cook can receive a complaint.
    WALL = Sql(
        f"({{table}}.office_id = {VIEWER_OFFICE} AND ((SELECT wk_may('complaints.handle'))"
        f" OR {{table}}.received_by_id = {VIEWER_PERSON}) OR {_OUTSIDE})"
        f" AND ({{table}}.about_id IS NULL OR {{table}}.about_id <> {VIEWER_PERSON})"
    )

    class Classes:
        statistical = ("giver", "subject", "state", "result")
        case = (
            "office", "case_id", "about_id", "outside", "received_on", "received_by_id", "answered_on",
            "answered_by_id", "version",
        )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["office", "-received_on"], name="complaint_office_on")]


class FileAudit(models.Model):
    """A sample of an office's files, drawn by lot. The lot (`seed`) is kept, so that it can be drawn again."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    checklist = models.CharField(max_length=60)
    checklist_version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, default=AuditState.BEGUN, choices=[(s, s) for s in AuditState])
    drawn_on = models.DateField()
    seed = models.CharField(max_length=32)
    drawn_from = models.PositiveIntegerField()
    by_id = models.UUIDField()
    finished_on = models.DateField(null=True)
    summary = SealedText(code="P174", cls=FieldClass.CASE, null=True)
    version = models.PositiveIntegerField(default=1)

    WALL = ByOffice()

    class Classes:
        case = (
            "office", "checklist", "checklist_version", "state", "drawn_on", "seed", "drawn_from", "by_id",
            "finished_on", "version",
        )  # fmt: skip


class AuditedFile(models.Model):
    """One file of the sample and what was found in it."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    audit = models.ForeignKey(FileAudit, models.PROTECT, related_name="files")
    case = models.ForeignKey(Case, models.PROTECT, related_name="audited")
    answers = SealedJSON(code="P175", cls=FieldClass.CASE, null=True)
    remarks = SealedText(code="P176", cls=FieldClass.CASE, null=True)
    looked_at = models.DateTimeField(null=True)
    by_id = models.UUIDField(null=True)

    WALL = ByCase()

    class Classes:
        case = ("audit", "case", "looked_at", "by_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audit", "case"], name="audited_file_once")]


class Conference(models.Model):
    """Minutes of a talk about one case. `person_there`: how the person took part, or why she did not."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="conferences")
    kind = models.CharField(max_length=20)
    on = models.DateField()
    person_there = models.CharField(max_length=20)
    why_not = SealedText(code="P177", cls=FieldClass.CASE, null=True)
    present = SealedJSON(code="P178", cls=FieldClass.CASE)
    persons_view = SealedText(code="P179", cls=FieldClass.CASE, null=True)
    discussed = SealedText(code="P180", cls=FieldClass.CASE)
    by_id = models.UUIDField()
    by_office_id = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    WALL = ByCase(verbs=("select", "insert"))

    class Classes:
        case = ("case", "kind", "on", "person_there", "by_id", "by_office_id", "at")


class ConferenceDecision(models.Model):
    """What was decided: which office does what, until when, and when it was done."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    conference = models.ForeignKey(Conference, models.PROTECT, related_name="decisions")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    what = SealedText(code="P181", cls=FieldClass.CASE)
    owner = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    done_by_id = models.UUIDField(null=True)

    WALL = ByCase()

    class Classes:
        case = ("conference", "case", "owner", "due_on", "done_on", "done_by_id")
