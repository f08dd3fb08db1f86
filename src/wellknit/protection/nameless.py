"""Whether what is written on papers of a meeting names somebody who is talked about there. It answers yes or no.

Who keeps a meeting reaches few of the files on its list, and asks the database by blind tokens. What no token finds (a
name so common that its tokens are not kept, a person of whom only the other country has told) is compared here, as far
as the viewer reaches it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from wellknit.lib.names import naming
from wellknit.lib.names.keys import PersonNames, stored
from wellknit.platform.vault.tokens import tokens_of_keys
from wellknit.protection import policies_meeting as policies
from wellknit.protection.models import CaseMeeting, Journey, Step
from wellknit.protection.names import names_of, token_keys

NAMES = ("name_native", "name_latin")


def check(texts: Mapping[str, str | None], *, meeting: CaseMeeting | None = None, partner: str = "") -> None:
    """Refuse fields that name somebody on the list of `meeting`, or whose matter with `partner` runs."""
    asked = {field: naming.candidates(text) for field, text in texts.items() if text}
    known = [stored(names) for names in _known(meeting, partner)] if asked else []
    policies.check_nameless(
        field
        for field, several in asked.items()
        if any(one <= filed for filed in known for one in several) or _found(several, meeting, partner)
    )


def _found(several: set[naming.Candidate], meeting: CaseMeeting | None, partner: str) -> bool:
    tokens, numbers = tokens_of_keys(several, token_keys())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wk_list_names(%s::uuid, %s, %s::bigint[], %s::int[])",
            [meeting.pk if meeting else None, partner, tokens, numbers],
        )
        return bool(cursor.fetchone()[0])


def _known(meeting: CaseMeeting | None, partner: str) -> Iterator[PersonNames]:
    """Names the viewer could read, in files and in what the other country told."""
    journeys = _journeys(meeting, partner)
    for journey in journeys.select_related("case__person"):
        if journey.case is not None:
            yield names_of(journey.case.person)
    for step in Step.objects.filter(journey__in=journeys).exclude(disclosed=None):
        told: Mapping[str, Any] = step.disclosed or {}
        yield PersonNames(forms=tuple(str(told[name]) for name in NAMES if told.get(name)))


def _journeys(meeting: CaseMeeting | None, partner: str) -> QuerySet[Journey]:
    if meeting is not None:
        return Journey.objects.filter(meeting_items__meeting=meeting)
    return Journey.objects.filter(partner=partner, state="running")
