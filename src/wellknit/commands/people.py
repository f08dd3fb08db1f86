"""`wellknit office` and `wellknit people`: the first office and the first administrator of a node."""

from __future__ import annotations

import argparse
from typing import Any

from wellknit.commands.frame import Failed, command, group, say


def register(sub: Any) -> None:
    """Add `office add` and `people invite`."""
    offices = group(sub, "office", tells="the offices of this node")
    add = command(
        offices, "add", add_office, role="owner", tells="make an office",
        example="wellknit office add shelter-north --name 'Shelter North' --kind shelter --country TH",
    )  # fmt: skip
    add.add_argument("code", help="small letters, digits and hyphens; stands for the office for ever")
    add.add_argument("--name", required=True)
    add.add_argument("--kind", required=True, help="a code of data/codelists/office-kinds.toml")
    add.add_argument("--country", required=True, help="ISO 3166-1 alpha-2 of the law it works under")
    persons = group(sub, "people", tells="the people who sign in at this node")
    ask = command(
        persons, "invite", invite, role="owner", tells="give somebody a first role; prints the way to her password",
        example="wellknit people invite name@office.example --name 'A Name' --at shelter-north --role office_administrator",
    )  # fmt: skip
    ask.add_argument("email")
    ask.add_argument("--name", required=True)
    ask.add_argument("--at", required=True, metavar="OFFICE", help="code of the office")
    ask.add_argument("--role", required=True, dest="gives", help="code of a role of data/roles/")


def add_office(args: argparse.Namespace) -> None:
    """Refuses a kind or a code that cannot be."""
    from django.conf import settings

    from wellknit.lib.codelists import code_list
    from wellknit.platform.identity.models import Office

    kind = code_list("office-kinds", settings.DATA).entry(args.kind)
    if kind is None:
        raise Failed(f"There is no kind of office {args.kind!r}; see data/codelists/office-kinds.toml.", 2)
    if Office.objects.filter(code=args.code).exists():
        raise Failed(f"There is an office {args.code} already.")
    Office.objects.create(
        code=args.code, name=args.name, kind=args.kind, jurisdiction=args.country.upper()[:2],
        may_detain="detains" in kind.flags,
    )  # fmt: skip
    _told("office.added", args.code)
    print(f"office {args.code} is there")


def invite(args: argparse.Namespace) -> None:
    """For the first administrator; afterwards people are invited on the page."""
    from django.utils import timezone

    from wellknit.platform.access.people import check_together, invitation_for
    from wellknit.platform.access.rolefiles import roles
    from wellknit.platform.identity.models import Membership, Office, User

    office = Office.objects.filter(code=args.at).first()
    if office is None or args.gives not in roles():
        raise Failed("There is no such office or role.", 2)
    user = User.objects.filter(email=args.email.lower()).first() or User.objects.create_user(
        args.email, args.name
    )
    held = set(user.memberships.filter(until=None).values_list("role", flat=True))
    check_together(args.gives, held)
    Membership.objects.get_or_create(
        user=user, office=office, role=args.gives, until=None, defaults={"since": timezone.now()}
    )
    _told("people.invited", args.gives)
    say("Give this to her yourself; it works once, for 72 hours:")
    print(f"/welcome/{invitation_for(user)}/")


def _told(event: str, what: str) -> None:
    """The operator acts as nobody in particular; the trace says so."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wk_audit_write(NULL, NULL, %s, '', NULL, NULL, '{}', jsonb_build_object('by', 'operator', 'what', %s::text))",
            [event, what],
        )
