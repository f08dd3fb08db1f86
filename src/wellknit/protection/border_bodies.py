"""What the messages of a journey hold. These models are the published format (docs/exchange.md): change them only by
adding optional fields, or by a new version beside the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from wellknit.lib.pathkinds import PathStep
from wellknit.protection.models import BorderNotice, BorderPaper, Journey, Step

Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
MaybeCode = Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9_-]{0,39})?$")]
ShortCode = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,23}$")]
_ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
Id = Annotated[str, Field(pattern=rf"^{_ID}$")]
Words = Annotated[str, Field(max_length=20_000)]
NOTICES = ("withdrawn", "erased", "danger", "death", "retrafficked", "correction", "question", "answer")


class Body(BaseModel):
    """A body: what a newer partner adds is ignored, what is missing is refused."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class StepBody(Body):
    """One step that was there when the journey was offered."""

    sequence: int = Field(ge=1, le=999)
    code: Code
    state: Literal["open", "taken", "cancelled"]
    opened_at: AwareDatetime
    taken_at: AwareDatetime | None = None
    verb: MaybeCode = ""
    reason: MaybeCode = ""
    words: Words = ""
    details: dict[str, str] = Field(default_factory=dict)


class Offered(Body):
    """A journey begins: which path and version, what is asked, the minimal preview, the steps so far."""

    code: str = Field(pattern=r"^J-[0-9A-Z]{4}-[0-9A-Z]{4}$")
    path: Code
    path_version: int = Field(ge=1, le=9_999)
    corridor: str = Field(pattern=r"^[a-z]{2}-[a-z]{2}$")
    corridor_version: int = Field(ge=1, le=9_999)
    scope: Code
    urgent: bool = False
    words: Words = ""
    sent_at: AwareDatetime
    office: str = Field(default="", max_length=160)
    preview: dict[str, Any] = Field(default_factory=dict)
    steps: tuple[StepBody, ...] = Field(min_length=1, max_length=200)


class Moved(Body):
    """A step was taken by its owner."""

    sequence: int = Field(ge=1, le=999)
    code: Code
    verb: Code
    at: AwareDatetime
    reason: MaybeCode = ""
    words: Words = ""
    details: dict[str, str] = Field(default_factory=dict)
    office: str = Field(default="", max_length=160)


class Told(Body):
    """What a step allows to be told about the person, as far as she agreed."""

    sequence: int = Field(ge=1, le=999)
    fields: dict[str, Any]


class Paper(Body):
    """A paper or a picture that belongs to the journey."""

    id: Id
    kind: Code
    title: str = Field(max_length=200)
    media_type: Literal["application/pdf", "image/jpeg", "image/png"]
    content: str = Field(max_length=2_000_000)
    at: AwareDatetime


class Notice(Body):
    """What travels beside the steps; `journey_state` says when the journey ended with it."""

    id: Id
    kind: Literal[
        "withdrawn", "erased", "danger", "death", "retrafficked", "correction", "question", "answer"
    ]
    at: AwareDatetime
    words: Words = ""
    fields: dict[str, Any] = Field(default_factory=dict)
    answers: str = Field(default="", pattern=rf"^({_ID})?$")
    ended_at: AwareDatetime | None = None
    reason: MaybeCode = ""


class Honoured(Body):
    """What the receiver of a notice did with it."""

    id: Id
    honoured: bool
    answer: ShortCode
    words: Words = ""
    at: AwareDatetime


class DelaysReleased(Body):
    """This government has released the figures of a corridor and quarter; the figures themselves do not travel."""

    corridor: str = Field(pattern=r"^[A-Z]{2}-[A-Z]{2}$")
    year: int = Field(ge=2000, le=2200)
    quarter: int = Field(ge=1, le=4)
    at: AwareDatetime


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="microseconds") if moment else None


def offered(journey: Journey) -> dict[str, Any]:
    """A whole journey, as it is offered or handed to a node that is new."""
    steps = list(journey.steps.order_by("sequence"))
    return {
        "code": journey.code, "path": journey.path, "path_version": journey.path_version,
        "corridor": journey.corridor, "corridor_version": journey.corridor_version, "scope": journey.scope,
        "urgent": journey.urgent, "words": journey.words or "", "sent_at": _iso(journey.sent_at),
        "office": journey.from_office.name if journey.from_office else "",
        "preview": steps[0].disclosed or {}, "steps": [_step(step) for step in steps],
    }  # fmt: skip


def _step(step: Step) -> dict[str, Any]:
    return {
        "sequence": step.sequence, "code": step.code, "state": step.state, "opened_at": _iso(step.opened_at),
        "taken_at": _iso(step.taken_at), "verb": step.verb, "reason": step.reason, "words": step.words or "",
        "details": step.details or {},
    }  # fmt: skip


def moved(step: Step, way: PathStep) -> dict[str, Any]:
    """A step that was taken here, as the other side may hear of it: an ending that could bring danger is told as
    another one, without words and reason."""
    journey, heard = step.journey, way.heard(step.verb)
    if heard is not None and heard.verb != step.verb:
        return _heard_otherwise(step, heard.verb)
    office = journey.from_office or journey.to_office
    return {
        "sequence": step.sequence, "code": step.code, "verb": step.verb, "at": _iso(step.taken_at),
        "reason": step.reason, "words": step.words or "", "details": step.details or {},
        "office": office.name if office else "",
    }  # fmt: skip


def _heard_otherwise(step: Step, verb: str) -> dict[str, Any]:
    return {"sequence": step.sequence, "code": step.code, "verb": verb, "at": _iso(step.taken_at)}


def told_at(step: Step, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is told at a step now: these fields and not again what went before, which may stand on nothing any more."""
    return {"sequence": step.sequence, "fields": dict(fields)}


def bare(body: Mapping[str, Any]) -> dict[str, Any]:
    """That a step was taken, or a notice answered, without a word about the person."""
    return {**body, "words": "", **({"details": {}} if "details" in body else {})}


def notice(given: BorderNotice) -> dict[str, Any]:
    """A notice, with the end of the journey where it ended it."""
    journey = given.journey
    ended = given.kind == "withdrawn" and journey.state == "withdrawn"
    return {
        "id": str(given.pk), "kind": given.kind, "at": _iso(given.at), "words": given.words or "",
        "fields": given.fields or {}, "answers": str(given.answers or ""),
        "ended_at": _iso(journey.ended_at) if ended else None, "reason": journey.end_reason if ended else "",
    }  # fmt: skip


def honoured(given: BorderNotice) -> dict[str, Any]:
    """The answer to a notice that came in."""
    return {
        "id": str(given.pk), "honoured": given.state == "honoured", "answer": given.honoured,
        "words": given.honoured_words or "", "at": _iso(given.honoured_at),
    }  # fmt: skip


def paper(sent: BorderPaper) -> dict[str, Any]:
    """A paper with its content (base64)."""
    return {"id": str(sent.pk), "kind": sent.kind, "title": sent.title, "media_type": sent.media_type,
            "content": sent.content, "at": _iso(sent.at)}  # fmt: skip
