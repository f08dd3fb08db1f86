"""A call that comes again gets the first one's answer, and nothing happens twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.systems.auth import Caller, acting, look_up

Answer = tuple[int, dict[str, Any]]


class _Again(Exception):
    """The same call was made elsewhere while this one was at work."""


def once(
    caller: Caller, hashed: bytes, key: str, sent: str, do: Callable[[Viewer], Answer]
) -> tuple[Answer, bool]:
    """Run `do` for a new key, or give the kept answer; True when it was kept.

    Of two at the same moment the second waits at its last row until the first is through, is undone whole
    and answered like it. Raises `NotValid` when the same key comes with something else in it.
    """
    digest = salted_hmac("wellknit.api.call", sent, algorithm="sha256").hexdigest()
    if caller.earlier is None:
        try:
            with acting(caller) as viewer:
                answer = do(viewer)
                _keep(viewer, key, digest, answer)
            return answer, False
        except _Again:
            found = look_up(hashed, key)
            caller = found or caller
    return _kept(caller, digest), True


def _keep(viewer: Viewer, key: str, digest: str, answer: Answer) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO protection_apicall (id, user_id, key, digest, answer, status, "on")'
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [uuid4(), viewer.person_id, key, digest, json.dumps(answer[1]), answer[0], timezone.localdate()],
        )
        if cursor.rowcount == 0:
            raise _Again


def _kept(caller: Caller, digest: str) -> Answer:
    earlier = caller.earlier
    if earlier is None or earlier[0] != digest:
        raise NotValid(
            _("This Idempotency-Key was used for something else. Take a new one for a new screening."),
            {"Idempotency-Key": _("Used before with other content.")},
        )
    return earlier[1], json.loads(earlier[2])
