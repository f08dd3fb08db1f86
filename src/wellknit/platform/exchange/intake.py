"""Where other nodes knock: `POST /exchange/v1/inbox`. This process has no key; it stores, wakes, waits, answers.

What is too large is refused before it is read; who sends too fast, or fills our disk, is told when to come
again. Nothing is acknowledged here: only the worker's signed receipt does that.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wellknit.platform.access.pages import open_page
from wellknit.platform.exchange.envelope import read_outer
from wellknit.platform.exchange.failpoints import here
from wellknit.platform.exchange.limits import BATCH, REQUEST, REQUESTS_A_MINUTE, WAIT
from wellknit.platform.exchange.receipting import answer_item, answer_json
from wellknit.platform.exchange.suite import Refused
from wellknit.platform.exchange.worker import ring_opening

TYPES = ("application/cloudevents-batch+json", "application/cloudevents+json")
# Of the server's few threads at most two wait for receipts; the others answer at once that it waits.
_waiting = threading.BoundedSemaphore(2)
_asked: dict[tuple[str, str], list[float]] = {}
_asked_lock = threading.Lock()


class NotTaken(Exception):
    """A request that is not taken at all: an HTTP status and a sentence about no content."""

    def __init__(self, status: int, sentence: str, wait: int = 0) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.wait = status, sentence, wait


@open_page("takes sealed messages of other nodes; who sent them shows when the worker opens them")
@csrf_exempt
@require_POST
def inbox(request: HttpRequest) -> HttpResponse:
    """One event or a batch; the answer is a list of receipts, or of what waits."""
    try:
        sender, events = read_events(_read(request))
        _slow_down(str(request.META.get("REMOTE_ADDR", "")), sender)
        arrivals, known = store(sender, events)
        answer = answers(arrivals, known, patience=WAIT)
    except NotTaken as error:
        response = JsonResponse({"error": error.sentence}, status=error.status)
        if error.wait:
            response["Retry-After"] = str(error.wait)
        return response
    return HttpResponse(answer_json(answer), content_type="application/json")


def _read(request: HttpRequest) -> Any:
    if (request.content_type or "").lower() not in TYPES:
        raise NotTaken(415, _("Send a CloudEvent, or a batch of them, as JSON."))
    try:
        length = int(request.META.get("CONTENT_LENGTH") or -1)
    except ValueError:
        length = -1
    if length < 0:
        raise NotTaken(411, _("Say how long the request is (Content-Length)."))
    if length > REQUEST:
        raise NotTaken(413, _("A request may have 4 MB, an attachment 1.5 MB. Send it smaller, or carry it on a stick."))  # fmt: skip
    try:
        return json.loads(request.read(length))
    except (ValueError, RecursionError, OSError):
        raise NotTaken(400, _("This is no JSON that can be read.")) from None


def read_events(found: Any) -> tuple[str, list[tuple[str, str]]]:
    """(sender, (id, sealed data) of each) of a parsed request; all of one sender. Raises NotTaken."""
    events = found if isinstance(found, list) else [found]
    if not events or len(events) > BATCH:
        raise NotTaken(413 if events else 400, _("A request carries one message at least and 64 at most."))
    taken: list[tuple[str, str]] = []
    senders = set()
    for event in events:
        try:
            message, sender, data = read_outer(event)
        except Refused as error:
            raise NotTaken(413 if error.code == "too_big" else 400, error.sentence) from None
        senders.add(sender)
        taken.append((message, data.decode()))
    if len(senders) != 1 or len({message for message, _data in taken}) != len(taken):
        raise NotTaken(400, _("A request carries messages of one sender, each once."))
    return senders.pop(), taken


def _slow_down(address: str, sender: str) -> None:
    """A bucket for each address and name, emptied within a minute; the database bounds what one may leave."""
    now = time.monotonic()
    with _asked_lock:
        if len(_asked) > 2000:
            _asked.clear()
        bucket = _asked.setdefault((address, sender), [float(REQUESTS_A_MINUTE), now])
        bucket[0] = min(REQUESTS_A_MINUTE, bucket[0] + (now - bucket[1]) * REQUESTS_A_MINUTE / 60) - 1
        bucket[1] = now
        if bucket[0] < 0:
            bucket[0] = 0.0
            raise NotTaken(429, _("Too many requests. Come again in a few seconds."), wait=5)


def store(sender: str, events: list[tuple[str, str]]) -> tuple[list[UUID], dict[str, str]]:
    """Ids of the rows, and by message what is known of a sender who is not trusted."""
    ids = [message for message, _data in events]
    digests = [hashlib.sha256(data.encode()).hexdigest() for _message, data in events]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM wk_exchange_arrive(%s, %s::uuid[], %s, %s)",
                [sender, ids, digests, [data for _message, data in events]],
            )
            found = cursor.fetchall()
    except DatabaseError as error:
        raise _not_stored(error) from None
    here("stored")
    refused = {m: state for m, (arrival, state) in zip(ids, found, strict=True) if arrival is None}
    if not refused and any(state == "waiting" for _arrival, state in found):
        ring_opening()
    return [arrival for arrival, _state in found if arrival is not None], refused


def _not_stored(error: DatabaseError) -> Exception:
    code = str(getattr(error.__cause__, "sqlstate", "") or "")
    if code == "WK007":
        return NotTaken(429, _("Much of yours waits here already. Come again in a minute."), wait=60)
    if code.startswith("53"):
        return NotTaken(507, _("There is no room here at the moment. Nothing was taken; come again later."), wait=300)  # fmt: skip
    return error


def answers(arrivals: list[UUID], refused: dict[str, str], *, patience: float) -> list[dict[str, Any]]:
    if not arrivals:
        return [{"id": message, "state": "refused", "code": code} for message, code in refused.items()]
    patient = _waiting.acquire(blocking=False)
    try:
        until, pause = time.monotonic() + (patience if patient else 0.0), 0.01
        while True:
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM wk_exchange_answers(%s)", [arrivals])
                found = cursor.fetchall()
            if all(done for _m, done, _a, _c in found) or time.monotonic() >= until:
                return [answer_item(str(m), answer, code, done=done) for m, done, answer, code in found]
            time.sleep(pause)
            pause = min(0.02, pause * 1.5)  # a sender with more waits for exactly this
    finally:
        if patient:
            _waiting.release()
