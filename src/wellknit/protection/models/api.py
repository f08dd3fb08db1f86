"""What other systems may do here: tokens of offices, and the calls that must not count twice."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wellknit.lib.walls import VIEWER_OFFICE, ByOffice, Own


class ApiToken(models.Model):
    """A key with which an office's own system speaks. Only its hash is kept; it was shown once."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    office_id = models.UUIDField()
    name = models.CharField(max_length=80)
    key_hash = models.BinaryField(unique=True)
    scopes = ArrayField(models.CharField(max_length=20), default=list)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.UUIDField(null=True)

    WALL = ByOffice(check=f"{{table}}.office_id = {VIEWER_OFFICE} AND (SELECT wk_may('tokens.manage'))")

    class Classes:
        case = (
            "office_id", "name", "key_hash", "scopes", "made_at", "made_by_id", "expires_at", "revoked_at",
            "revoked_by_id",
        )  # fmt: skip


class ApiCall(models.Model):
    """A call that was made once: the second one with the same key gets the same answer.

    `digest` is an HMAC over what was sent (a plain hash could be guessed back to a name); `answer`
    holds ids and codes only. The day alone is kept, so that no row tells when somebody said no.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    user_id = models.UUIDField()
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    status = models.PositiveSmallIntegerField(default=0)
    on = models.DateField()

    WALL = Own(verbs=("select", "insert", "update", "delete"))

    class Classes:
        case = ("user_id", "key", "digest", "answer", "status", "on")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="api_call_once")]
        indexes = [models.Index(fields=["on"], name="api_call_on")]
