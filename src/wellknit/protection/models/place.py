"""Places of stay: how many beds, for whom, held to which standards, and who looked last."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wellknit.lib.fieldclass import FieldClass
from wellknit.lib.walls import VIEWER_OFFICE, VIEWER_PERSON, Sql
from wellknit.platform.identity.models import Office
from wellknit.platform.vault.fields import SealedJSON, SealedText

_OWN_PLACE = f"{{table}}.office_id = {VIEWER_OFFICE} AND (SELECT wk_may('places.manage'))"


def _codes() -> ArrayField[list[str], list[str]]:
    return ArrayField(models.CharField(max_length=16), default=list, blank=True)


class Place(models.Model):
    """An office in which people stay. One row per office; the beds are in its units.

    `standards` is the id of a file of data/standards/. `accepting` is the manager's word: a place may
    have a free bed and take nobody in (an illness in the house).
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    office = models.OneToOneField(Office, models.PROTECT, related_name="place")
    accepting = models.BooleanField(default=True)
    standards = models.CharField(max_length=60)
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    step_free = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    # Whoever has to find a bed sees which places there are; who is in them is behind the cases' wall.
    WALL = Sql(f"{VIEWER_PERSON} IS NOT NULL", check=_OWN_PLACE)

    class Classes:
        shareable = ("office", "accepting", "standards", "languages", "step_free")
        case = ("changed_at", "version")


class Unit(models.Model):
    """A house, a dormitory, a flat: beds, and who lives there together.

    `sexes` and `ages` are codes; empty means all. `kin`: only people who belong together live here.
    `with_family` lets in whoever comes with family although alone she or he would not be (a mother's son).
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    place = models.ForeignKey(Place, models.PROTECT, related_name="units")
    name = models.CharField(max_length=80)
    beds = models.PositiveSmallIntegerField()
    sexes, ages = _codes(), _codes()
    kin = models.BooleanField(default=False)
    with_family = models.BooleanField(default=True)
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    WALL = Sql(
        f"{VIEWER_PERSON} IS NOT NULL",
        check="(SELECT wk_may('places.manage')) AND EXISTS (SELECT 1 FROM protection_place p"
        f" WHERE p.id = {{table}}.place_id AND p.office_id = {VIEWER_OFFICE})",
    )

    class Classes:
        shareable = ("place", "name", "beds", "sexes", "ages", "kin", "with_family", "closed_on")
        case = ("version",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="unit_name_once")]


class Inspection(models.Model):
    """A look at a place against its standards: by the place itself, or by somebody who came.

    `answers`: code of the standard to code of the answer. `heard`: with how many of those who live
    there the visitor talked alone; a visit that heard nobody says so.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    place = models.ForeignKey(Place, models.PROTECT, related_name="inspections")
    kind = models.CharField(max_length=20)
    on = models.DateField()
    standards = models.CharField(max_length=60)
    standards_version = models.PositiveSmallIntegerField()
    answers = SealedJSON(code="P155", cls=FieldClass.CASE)
    remarks = SealedText(code="P156", cls=FieldClass.CASE, null=True)
    met, partly, not_met, not_seen = (models.PositiveSmallIntegerField(default=0) for _ in range(4))
    heard = models.PositiveSmallIntegerField(null=True)
    by_id = models.UUIDField()
    by_office_id = models.UUIDField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    WALL = Sql(
        f"{{table}}.by_office_id = {VIEWER_OFFICE} OR (SELECT wk_may('places.inspect')) OR EXISTS"
        f" (SELECT 1 FROM protection_place p WHERE p.id = {{table}}.place_id AND p.office_id = {VIEWER_OFFICE})",
        check=f"{{table}}.by_office_id = {VIEWER_OFFICE} AND {{table}}.by_id = {VIEWER_PERSON}",
        verbs=("select", "insert"),
    )

    class Classes:
        shareable = (
            "place",
            "kind",
            "on",
            "standards",
            "standards_version",
            "met",
            "partly",
            "not_met",
            "not_seen",
        )
        case = ("heard", "by_id", "by_office_id", "recorded_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=("self_assessment", "monitoring_visit")), name="inspection_kind"
            )
        ]
        indexes = [models.Index(fields=["place", "-on"], name="inspection_place_on")]


class Improvement(models.Model):
    """Something a place will put right after an inspection: which standard, what, until when, done when."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="improvements")
    place = models.ForeignKey(Place, models.PROTECT, related_name="improvements")
    standard = models.CharField(max_length=40)
    what = SealedText(code="P157", cls=FieldClass.CASE)
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    done_by_id = models.UUIDField(null=True)

    WALL = Sql(
        "(SELECT wk_may('places.inspect')) OR EXISTS (SELECT 1 FROM protection_place p"
        f" WHERE p.id = {{table}}.place_id AND p.office_id = {VIEWER_OFFICE})"
    )

    class Classes:
        shareable = ("standard", "due_on", "done_on")
        case = ("inspection", "place", "done_by_id")
