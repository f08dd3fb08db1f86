"""The wire: one request to a peer's inbox. Everything that can go wrong with it is a short code."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from wellknit.platform.exchange.failpoints import here

PATH = "/exchange/v1/inbox"
BATCH_TYPE = "application/cloudevents-batch+json"
PATIENCE = 20.0  # seconds for an answer; the other side waits two for its worker
LARGEST_ANSWER = 1_000_000

# A line that is closed after the block: what is posted, and what came back.
Post = Callable[[str, bytes], "Answer"]


@dataclass(frozen=True)
class Answer:
    """What the other side said: the list of its answers, by message, or why there is none."""

    said: str = ""
    items: tuple[dict[str, Any], ...] = ()


class Wire:
    """One kept connection to one peer's address. Redirects are not followed, certificates are checked."""

    def __init__(self) -> None:
        self._open: http.client.HTTPConnection | None = None
        self._to = ""

    def __call__(self, address: str, payload: bytes) -> Answer:
        """Post a batch; an idle connection that the other side closed meanwhile is opened once more."""
        for fresh in (False, True):
            reused = self._open is not None
            try:
                return self._post(address, payload)
            except (OSError, http.client.HTTPException, ssl.SSLError, ValueError) as error:
                self.close()
                if fresh or not reused or isinstance(error, TimeoutError):
                    return Answer(_why(error))
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Hang up."""
        if self._open is not None:
            self._open.close()
        self._open = None

    def _post(self, address: str, payload: bytes) -> Answer:
        parts = urlsplit(address)
        if self._open is None or self._to != address:
            self.close()
            made = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            self._open = made(parts.hostname or "", parts.port, timeout=PATIENCE)
            self._to = address
        headers = {"Content-Type": BATCH_TYPE, "Accept": "application/json"}
        self._open.request("POST", parts.path.rstrip("/") + PATH, payload, headers)
        response = self._open.getresponse()
        text = response.read(LARGEST_ANSWER + 1)
        if response.status != 200:
            self.close()
            return Answer(f"http_{response.status}")
        return read_answer(text)


class Flight:
    """At most one batch on its way. Without a `post` of the caller's it flies in a thread that touches no database."""

    def __init__(self, post: Post | None) -> None:
        self.ids: list[UUID] = []
        self._post = post
        self._wire = Wire()
        self._thread = ThreadPoolExecutor(1)
        self._answer: Future[Answer] | Answer | None = None

    def __enter__(self) -> Flight:
        return self

    def __exit__(self, *_error: object) -> None:
        self._thread.shutdown(wait=True)
        self._wire.close()

    def start(self, address: str, payload: bytes, ids: list[UUID]) -> None:
        """Send a batch; the one before has landed."""
        self.ids = ids
        if self._post is not None:
            self._answer = self._post(address, payload)
        else:
            self._answer = self._thread.submit(self._wire, address, payload)

    def land(self) -> Answer | None:
        """What came back, once; None when nothing is on its way."""
        found, self._answer = self._answer, None
        if isinstance(found, Future):
            found = found.result()
        if found is not None:
            here("posted")
        return found


def read_answer(text: bytes) -> Answer:
    """The list of answers, or `bad_answer`; nothing in it is believed yet."""
    try:
        found = json.loads(text) if len(text) <= LARGEST_ANSWER else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(
        isinstance(i, dict) and isinstance(i.get("id"), str) for i in found
    ):
        return Answer("bad_answer")
    return Answer("", tuple(found))


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "bad_certificate"
    if isinstance(error, TimeoutError):
        return "no_answer"
    if isinstance(error, ConnectionRefusedError):
        return "nobody_listens"
    return "no_line"
