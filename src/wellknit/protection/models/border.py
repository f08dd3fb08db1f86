"""Before, beside and after a journey between countries: the talk alone, what is sent back, papers, graves."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import ByCase, Sql
from wellknit.platform.vault.fields import SealedJSON, SealedText
from wellknit.protection.models.case import Case
from wellknit.protection.models.journey import Journey
from wellknit.protection.states_border import NoticeState

# Whoever is a side of the journey; the wall of the journey itself decides.
_SIDES = "EXISTS (SELECT 1 FROM protection_journey j WHERE j.id = {table}.journey_id)"


class PrivateTalk(models.Model):
    """A talk alone about fear, before anything can reach the country of origin (domain, section 4b).

    `fears_family`, `fears_officials`, `fears_state`, `stateless`, `asylum`: yes, no, unsure. `may_contact`: yes,
    no, or only what `words` say. What follows from the answers stands in `policies_border`. The newest counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="private_talks")
    held_on = models.DateField()
    alone = models.BooleanField()
    language = models.CharField(max_length=12)
    interpreter = models.CharField(max_length=24, blank=True)
    fears_family = models.CharField(max_length=8)
    fears_officials = models.CharField(max_length=8)
    fears_state = models.CharField(max_length=8)
    stateless = models.CharField(max_length=8)
    asylum = models.CharField(max_length=8)
    may_contact = models.CharField(max_length=8)
    words = SealedText(code="P242", cls=FieldClass.CASE, null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    by_id = models.UUIDField()
    by_office_id = models.UUIDField()

    WALL = ByCase(verbs=("select", "insert"))

    class Classes:
        case = (
            "case", "held_on", "alone", "language", "interpreter", "fears_family", "fears_officials", "fears_state",
            "stateless", "asylum", "may_contact", "recorded_at", "by_id", "by_office_id",
        )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["case", "-recorded_at"], name="private_talk_case")]


class BorderNotice(models.Model):
    """What travels beside the steps, either way: taken back, corrected, erased, danger, a death, trafficked again,
    a question, its answer. Each wants to hear whether it was honoured, and is shown until it has.

    `outgoing`: this node sent it. `answers`: the question it answers. `message_id`: the sealed message that
    carries it (empty: the partner has no node, and is told on paper). `honoured`: code of notice-answers.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    journey = models.ForeignKey(Journey, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=24)
    outgoing = models.BooleanField()
    words = SealedText(code="P243", cls=FieldClass.CASE, null=True)
    fields = SealedJSON(code="P244", cls=FieldClass.IDENTITY, null=True)
    answers = models.UUIDField(null=True)
    message_id = models.UUIDField(null=True)
    state = models.CharField(max_length=12, default=NoticeState.OPEN, choices=[(s, s) for s in NoticeState])
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    honoured = models.CharField(max_length=24, blank=True)
    honoured_words = SealedText(code="P245", cls=FieldClass.CASE, null=True)
    honoured_at = models.DateTimeField(null=True)
    honoured_by_id = models.UUIDField(null=True)

    WALL = Sql(_SIDES)

    class Classes:
        shareable = ("journey", "kind", "outgoing", "answers", "state", "at", "honoured", "honoured_at")
        case = ("message_id", "by_id", "honoured_by_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", honoured="")
                | (~models.Q(state="open") & ~models.Q(honoured="")),
                name="notice_answered_whole",
            )
        ]
        indexes = [models.Index(fields=["journey", "at"], name="notice_journey")]


class BorderPaper(models.Model):
    """A paper or a photo that belongs to a journey: an assessment, a travel document, a picture sent to a hotline.

    Small enough to travel inside a sealed message; `content` is sealed in the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    journey = models.ForeignKey(Journey, models.PROTECT, related_name="papers")
    outgoing = models.BooleanField()
    kind = models.CharField(max_length=40)
    title = SealedText(code="P246", cls=FieldClass.CASE)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    content = SealedText(code="P247", cls=FieldClass.IDENTITY)
    message_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    WALL = Sql(_SIDES, verbs=("select", "insert"))

    class Classes:
        shareable = ("journey", "outgoing", "kind", "media_type", "size", "at")
        case = ("message_id", "by_id")


class BorderGrave(models.Model):
    """A journey that was erased on the other side: what arrives for it later is refused (review, 2.10)."""

    id = models.UUIDField(primary_key=True)
    node = models.CharField(max_length=40)
    at = models.DateTimeField()

    WALL = Sql("(SELECT wk_person()) IS NOT NULL", verbs=("select", "insert"))

    class Classes:
        case = ("node", "at")
