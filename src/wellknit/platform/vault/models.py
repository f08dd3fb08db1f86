"""The tables of the blind search. The web role has no grant on them: only `search.sql` touches them."""

from __future__ import annotations

from django.db import models

from wellknit.lib.walls import Closed


class NameToken(models.Model):
    """One token of one person's names. Rows say only that two persons share something.

    The key (token, person) is the index the search reads; the one on the person serves change and
    erasure. No foreign key: the vault knows no wing, and whoever erases a person erases her tokens.
    """

    pk = models.CompositePrimaryKey("token", "person_id")
    token = models.BigIntegerField()
    person_id = models.UUIDField(db_index=True)
    generation = models.SmallIntegerField()

    WALL = Closed()

    class Classes:
        identity = ("token",)
        case = ("person_id", "generation")


class TokenLoad(models.Model):
    """How many persons share a token, where they are more than a few; what was `dropped` stays out."""

    token = models.BigIntegerField(primary_key=True)
    holders = models.IntegerField()
    dropped = models.BooleanField(default=False)
    generation = models.SmallIntegerField()

    WALL = Closed()

    class Classes:
        identity = ("token",)
        case = ("holders", "dropped", "generation")


class TokenCap(models.Model):
    """One row: how many holders a token may have at this node, from how many persons, counted when."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    persons = models.IntegerField()
    cap = models.IntegerField()
    counted_at = models.DateTimeField()

    WALL = Closed()

    class Classes:
        case = ("persons", "cap", "counted_at")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_token_cap")]


class Tombstone(models.Model):
    """Something was erased here and must not come back by a message, an import or a restore.

    `what` is the wing's word for the thing (`protection.case`), `line` its line in the erasure ledger outside
    the database. Nothing else is left of it.
    """

    id = models.UUIDField(primary_key=True)
    what = models.CharField(max_length=40)
    how = models.CharField(max_length=16)
    line = models.PositiveIntegerField()
    at = models.DateTimeField()

    WALL = Closed()

    class Classes:
        case = ("what", "how", "line", "at")
