"""Who may reach what, for how long and why; and what keeps a form from being lost or sent twice."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import VIEWER_OFFICE, VIEWER_PERSON, ByOffice, Closed, Node, Own, Sql
from wellknit.platform.vault.fields import SealedJSON, SealedText


class ViewerSession(models.Model):
    """An open session of one person acting for one office; found by the hash of its key only."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    key_hash = models.BinaryField(unique=True)
    user_id = models.UUIDField(db_index=True)
    office_id = models.UUIDField()
    via = models.CharField(max_length=16)
    opened_at = models.DateTimeField()
    idle_until = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    WALL = Closed()

    class Classes:
        identity = ("key_hash",)
        case = ("user_id", "office_id", "via", "opened_at", "idle_until", "expires_at", "closed_at")


class RolePermission(models.Model):
    """One permission of one role, copied from the data files at set-up so that the database can ask."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    role = models.CharField(max_length=60)
    permission = models.CharField(max_length=80)

    WALL = Node(verbs=("select",))

    class Classes:
        public = ("role", "permission")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "permission"], name="role_permission_once")]


class Grant(models.Model):
    """An office's reach to one case (and its person): since when, until when, on what basis.

    `holder_id` narrows it to one person of the office (break-glass). No foreign keys: access knows
    no wing. Rows are made by definer functions only.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case_id = models.UUIDField()
    person_id = models.UUIDField()
    office_id = models.UUIDField()
    holder_id = models.UUIDField(null=True)
    basis = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    WALL = Sql(f"{{table}}.office_id = {VIEWER_OFFICE}", verbs=("select",))

    class Classes:
        case = ("case_id", "person_id", "office_id", "holder_id", "basis", "since", "until")

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "office_id"], name="grant_case_office"),
            models.Index(fields=["person_id", "office_id"], name="grant_person_office"),
            models.Index(fields=["office_id", "person_id"], name="grant_office_person"),
        ]


class CaseCode(models.Model):
    """The short code that stands on paper, and the case it means; asked only by break-glass."""

    code = models.CharField(primary_key=True, max_length=20)
    case_id = models.UUIDField(unique=True)
    person_id = models.UUIDField()

    WALL = Closed()

    class Classes:
        case = ("case_id", "person_id")


class BreakGlass(models.Model):
    """Emergency access to a case out of reach: reason, three hours, and the review that must follow."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    case_id = models.UUIDField()
    user_id = models.UUIDField()
    office_id = models.UUIDField(db_index=True)
    reason = SealedText(code="A001", cls=FieldClass.CASE)
    at = models.DateTimeField()
    until = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by_id = models.UUIDField(null=True)
    verdict = models.CharField(max_length=20, blank=True)

    # Whoever reviews sees all of the node: the point is that somebody outside the office looks.
    WALL = Sql(
        "(SELECT wk_may('breakglass.review')) OR {table}.user_id = " + VIEWER_PERSON,
        check="(SELECT wk_may('breakglass.review')) AND {table}.user_id <> " + VIEWER_PERSON,
        verbs=("select", "update"),
    )

    class Classes:
        case = ("case_id", "user_id", "office_id", "at", "until", "reviewed_at", "reviewed_by_id", "verdict")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reviewed_at__isnull=True, reviewed_by_id__isnull=True)
                | models.Q(reviewed_at__isnull=False, reviewed_by_id__isnull=False),
                name="breakglass_review_whole",
            )
        ]


class Enquiry(models.Model):
    """ "Do you know this person?" asked beyond one's reach; the asker never learns the answer here."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    user_id = models.UUIDField()
    office_id = models.UUIDField()
    at = models.DateTimeField()

    WALL = Own(verbs=("select",))

    class Classes:
        case = ("user_id", "office_id", "at")

    class Meta:
        indexes = [models.Index(fields=["user_id", "at"], name="enquiry_user_at")]


class Notice(models.Model):
    """Something an office must know: its case was opened by break-glass, or somebody asked."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    office_id = models.UUIDField()
    kind = models.CharField(max_length=30)
    case_id = models.UUIDField(null=True)
    enquiry_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by_id = models.UUIDField(null=True)

    WALL = ByOffice(verbs=("select", "update"))

    class Classes:
        case = ("office_id", "kind", "case_id", "enquiry_id", "at", "seen_at", "seen_by_id")

    class Meta:
        indexes = [models.Index(fields=["office_id", "seen_at", "at"], name="notice_office_seen")]


class Submission(models.Model):
    """One sending of one form. The second click finds the row and goes where the first one went.

    `at` is the day only: the minute in which somebody was screened is nobody's business later.
    """

    key = models.UUIDField(primary_key=True)
    user_id = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    went_to = models.CharField(max_length=300, blank=True)

    WALL = Own()

    class Classes:
        case = ("user_id", "at", "went_to")


class HeldForm(models.Model):
    """A form that arrived after its sender's session had run out: sealed until she signs in again."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    user_id = models.UUIDField()
    path = models.CharField(max_length=300)
    content = SealedJSON(code="A003", cls=FieldClass.IDENTITY)
    at = models.DateTimeField()

    WALL = Closed()

    class Classes:
        case = ("user_id", "path", "at")


class Draft(models.Model):
    """What somebody has typed and not yet sent: encrypted, hers alone, deleted on sending."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    user_id = models.UUIDField()
    path = models.CharField(max_length=300)
    content = SealedJSON(code="A002", cls=FieldClass.IDENTITY)
    saved_at = models.DateTimeField(auto_now=True)

    WALL = Own()

    class Classes:
        case = ("user_id", "path", "saved_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "path"], name="draft_one_per_page")]
