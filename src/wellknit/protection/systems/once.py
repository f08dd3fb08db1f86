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
from wellknit.protection.models import ApiCall

Answer = tuple[int, dict[str, Any]]


def once(viewer: Viewer, key: str, sent: dict[str, Any], do: Callable[[], Answer]) -> tuple[Answer, bool]:
    """Run `do` for a new key, or give the kept answer; True when it was kept.

    A second call with the same key waits here while the first is under way. Raises `NotValid` when the
    same key comes with something else in it.
    """
    digest = salted_hmac("wellknit.api.call", json.dumps(sent, sort_keys=True), algorithm="sha256").hexdigest()
    call = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO protection_apicall (id, user_id, key, digest, answer, status, "on")'
            " VALUES (%s, %s, %s, %s, '{}', 0, %s) ON CONFLICT DO NOTHING",
            [call, viewer.person_id, key, digest, timezone.localdate()],
        )
        first = cursor.rowcount == 1
    if not first:
        return _kept(viewer, key, digest), True
    status, answer = do()
    ApiCall.objects.filter(pk=call).update(status=status, answer=answer)
    return (status, answer), False


def _kept(viewer: Viewer, key: str, digest: str) -> Answer:
    earlier = ApiCall.objects.get(user_id=viewer.person_id, key=key)
    if earlier.digest != digest:
        raise NotValid(
            _("This Idempotency-Key was used for something else. Take a new one for a new screening."),
            {"Idempotency-Key": _("Used before with other content.")},
        )
    return earlier.status, earlier.answer
