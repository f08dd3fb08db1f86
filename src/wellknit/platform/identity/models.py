"""Offices and the people who work in them. Not the people the work is for."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from wellknit.lib.walls import VIEWER_OFFICE, Node, Unguarded


class Office(models.Model):
    """A unit that acts: a shelter, a police division, a provincial office, an embassy, a task force.

    `kind` is a code of data/codelists/office-kinds.toml; `jurisdiction` the country whose law it
    works under (ISO alpha-2, an open list: embassies and countries beyond the six stand in it too).
    A contact is shown only with who confirmed it and when.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    name_local = models.CharField(max_length=200, blank=True)
    kind = models.SlugField(max_length=40)
    jurisdiction = models.CharField(max_length=2)
    province = models.CharField(max_length=100, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    may_detain = models.BooleanField(default=False)
    contact = models.CharField(max_length=200, blank=True)
    contact_confirmed_by = models.CharField(max_length=200, blank=True)
    contact_confirmed_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    WALL = Node(write="(SELECT wk_may('people.manage'))")

    class Classes:
        public = (
            "code", "name", "name_local", "kind", "jurisdiction", "province", "parent", "languages",
            "may_detain", "contact", "contact_confirmed_by", "contact_confirmed_on", "closed_on",
        )  # fmt: skip

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Accounts are made by an office administrator, never by the person herself."""

    def create_user(self, email: str, name: str, password: str | None = None, **extra: Any) -> User:
        """A new account; without a password she sets one by the invitation."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in. What she may do hangs on her memberships, never on the account."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=12, default="en")
    is_active = models.BooleanField(default=True)
    failed_signins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    # Needed before there is a viewer: the sign-in page itself.
    WALL = Unguarded("select", "insert", "update")

    class Classes:
        case = (
            "password", "last_login", "email", "name", "language", "is_active", "failed_signins",
            "locked_until", "created_at",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in an office, from when to when, and who gave it."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    office = models.ForeignKey(Office, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=60)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    # An administrator gives roles in her own office and never to herself.
    WALL = Node(
        write="(SELECT wk_may('people.manage')) AND {table}.office_id = "
        + VIEWER_OFFICE
        + " AND {table}.user_id <> (SELECT wk_person())"
    )

    class Classes:
        case = ("user", "office", "role", "since", "until", "granted_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")),
                name="membership_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["user", "office", "role"],
                condition=models.Q(until__isnull=True),
                name="membership_role_once",
            ),
        ]
