"""What is sent in and given back. Every number has bounds, every text a length, every list an end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from wellknit.protection.codelists import named


def _printable(text: str) -> str:
    if any(ord(sign) < 32 and sign not in "\n\t" for sign in text):
        raise ValueError("Control characters are not text.")
    return text


def _typed(most: int) -> type[str]:
    return Annotated[str, Field(max_length=most), AfterValidator(_printable)]  # type: ignore[return-value]


def _listed(name: str, *, empty: bool = False) -> Any:
    """A code of a list. The description names the codes of today; what is checked is the list itself."""
    codes: list[Any] = [entry.code for entry in named(name).codes] + ([""] if empty else [])
    return Annotated[str, Field(max_length=40, json_schema_extra={"enum": codes})]


def _one_of(values: Iterable[str]) -> Any:
    known: list[Any] = sorted(values)
    return Annotated[str, Field(max_length=60, json_schema_extra={"enum": known})]


OfficeCode = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
Answered = Literal["yes", "no", "cannot_say", "not_asked"]


class In(Schema):
    """Unknown fields are refused: a misspelt answer must not vanish."""

    model_config = ConfigDict(extra="forbid")


class AgeIn(In):
    """What the person says of her age. `doubted`: somebody thinks she may be younger."""

    years: Annotated[int, Field(ge=0, le=120, strict=True)] | None = None
    doubted: bool = False


class IdentityIn(In):
    """Kept only when a referral is made; else it is forgotten unread."""

    name_native: _typed(200) = ""  # type: ignore[valid-type]
    name_latin: _typed(200) = ""  # type: ignore[valid-type]
    age_statement: _typed(200) = ""  # type: ignore[valid-type]
    safe_contact: _typed(400) = ""  # type: ignore[valid-type]
    own_words: _typed(4000) = ""  # type: ignore[valid-type]


class ScreeningIn(In):
    """One screening, as it was answered. `office`: the caller's own office, if it is named at all.

    `agrees`: whether the person agrees to be referred. `to_office`: needed when it leads to a referral.
    """

    indicator_set: _one_of(settings.CHARTER["screening_sets"])  # type: ignore[valid-type]
    answers: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")], Answered] = Field(max_length=200)
    age: AgeIn
    sex: _listed("sex")  # type: ignore[valid-type]
    agrees: Literal["yes", "no", "cannot_say"]
    language: _listed("languages")  # type: ignore[valid-type]
    nationality: _listed("countries", empty=True) = ""  # type: ignore[valid-type]
    place_kind: _listed("place-kinds", empty=True) = ""  # type: ignore[valid-type]
    interpreter: _listed("languages", empty=True) = ""  # type: ignore[valid-type]
    identity: IdentityIn = IdentityIn()
    to_office: OfficeCode | None = None
    office: OfficeCode | None = None


class ReasonOut(Schema):
    """A reason for the outcome, as the indicator set says it."""

    code: str
    sentence: str


class ScreeningOut(Schema):
    """What came of it. It proves nothing against anybody and is never a verdict.

    `counted_only`: an adult did not agree; an anonymous count was kept and nothing else. `referral`:
    the code to ask with later.
    """

    outcome: Literal["refer", "refer_urgently", "no_indication_now"]
    counted_only: bool
    reasons: list[ReasonOut]
    referral: str | None
    may_not_be_used_against_the_person: Literal[True] = True


class ReferralOut(Schema):
    """What the office that referred may know. Nothing of it says where anybody is."""

    code: str
    state: Literal["offered", "asked", "accepted", "declined", "withdrawn"]
    urgent: bool
    sent_at: datetime
    answered_at: datetime | None
    due_at: datetime | None
    decline_reason: str
    case_opened: bool


class Page(Schema):
    """A page of a list; `next` is the number of the next one, if there is any."""

    items: list[ReferralOut]
    next: int | None


class JourneyOut(Schema):
    """A referral between offices, as far as its sender's system may know."""

    code: str
    state: Literal["running", "done", "declined", "returned", "withdrawn"]
    scope: str
    step: str | None
    turn: Literal["sender", "receiver"] | None
    due_at: datetime | None
    end_reason: str


class ListName(Schema):
    """A code list by name."""

    name: str
    title: str
    version: int


class CodeOut(Schema):
    """One code and how it reads."""

    code: str
    label: str
    hint: str
    until: str | None


class ListOut(ListName):
    """A whole list in a language."""

    language: str
    codes: list[CodeOut]


class QuestionOut(Schema):
    """One question of an indicator set."""

    code: str
    kind: str
    text: str


class SetOut(Schema):
    """The questions in force today."""

    id: str
    version: int
    language: str
    questions: list[QuestionOut]


class OfficeOut(Schema):
    """An office that receives people. A contact is given only while somebody has confirmed it."""

    code: str
    name: str
    name_local: str
    kind: str
    province: str
    languages: list[str]
    contact: str | None
    contact_confirmed_on: str | None


class ServiceOut(Schema):
    """A service of the country's list."""

    code: str
    name: str


class DirectoryOut(Schema):
    """Offices that receive people under the caller's law, and the services of that country."""

    offices: list[OfficeOut]
    services: list[ServiceOut]
    next: int | None


class Refused(Schema):
    """Why not, in a sentence; `errors` by field where a field is wrong."""

    detail: str
    errors: dict[str, str] = {}


REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Refused)
