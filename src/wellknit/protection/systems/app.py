"""The interface itself: addresses, who may call them, what can be answered. Described in OpenAPI."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, NinjaAPI, Path, Query, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError

from wellknit.platform.access.refusals import NotValid, Refusal
from wellknit.platform.access.viewer import hash_key
from wellknit.platform.audit.record import record
from wellknit.protection.systems import reading, screenings
from wellknit.protection.systems.auth import Caller, OfficeKey, TooLarge, acting
from wellknit.protection.systems.body import OnceParser, SaidTwice
from wellknit.protection.systems.limits import TooMany
from wellknit.protection.systems.once import once
from wellknit.protection.systems.schemas import (
    REFUSALS,
    DirectoryOut,
    JourneyOut,
    ListName,
    ListOut,
    Page,
    ReferralOut,
    Refused,
    ScreeningIn,
    ScreeningOut,
    SetOut,
)

api = NinjaAPI(
    title="Wellknit: for other systems", version="1", urls_namespace="systems", docs_url=None, parser=OnceParser(),
    description="Send screenings in, ask what became of them, read lists. With a key of one's own office.",
)  # fmt: skip

Key = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_-]{8,64}$")]
RCode = Annotated[str, Path(pattern=r"^R-[0-9A-Z]{4}-[0-9A-Z]{4}$")]
JCode = Annotated[str, Path(pattern=r"^J-[0-9A-Z]{4}-[0-9A-Z]{4}$")]
Name = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{0,59}$")]
Limit = Annotated[int, Query(ge=1, le=100)]
PageNumber = Annotated[int, Query(ge=1, le=1000)]
State = Annotated[Literal["offered", "asked", "accepted", "declined", "withdrawn"] | None, Query()]
Province = Annotated[str, Query(max_length=100, pattern=r"^[^\x00-\x1f]*$")]


@api.post(
    "/screenings", response={201: ScreeningOut, 200: ScreeningOut, **REFUSALS}, auth=OfficeKey("screenings")
)
def send_screening(request: HttpRequest, body: ScreeningIn, key: Key) -> Any:
    """Send a screening in. The same Idempotency-Key with the same body gives the first answer, with 200.

    An adult who does not agree to be referred leaves an anonymous count: nothing of the body is kept.
    """
    caller = _caller(request)
    hashed = hash_key(str(request.headers["Authorization"]).split(" ")[-1])
    sent = body.model_dump_json()
    (status, answer), again = once(caller, hashed, key, sent, lambda viewer: screenings.submit(body, viewer))
    return Status(200 if again else status, answer)


@api.get("/referrals/{code}", response={200: ReferralOut, **REFUSALS}, auth=OfficeKey("status"))
def referral(request: HttpRequest, code: RCode) -> Any:
    """What became of a referral that one's own office has sent."""
    with acting(_caller(request)) as viewer:
        return reading.referral(viewer, code)


@api.get("/referrals", response={200: Page, **REFUSALS}, auth=OfficeKey("status"))
def referrals(request: HttpRequest, state: State = None, limit: Limit = 50, page: PageNumber = 1) -> Any:
    """What one's own office has sent, latest first."""
    _only(request, "state", "limit", "page")
    with acting(_caller(request)) as viewer:
        return reading.referrals(viewer, state, limit, page)


@api.get("/journeys/{code}", response={200: JourneyOut, **REFUSALS}, auth=OfficeKey("status"))
def journey(request: HttpRequest, code: JCode) -> Any:
    """How far a referral to another office has come, whose turn it is, until when."""
    with acting(_caller(request)) as viewer:
        return reading.journey(viewer, code)


@api.get("/codelists", response={200: list[ListName], **REFUSALS}, auth=OfficeKey())
def codelists(request: HttpRequest) -> Any:
    """The code lists there are."""
    return reading.lists()


@api.get("/codelists/{name}", response={200: ListOut, **REFUSALS}, auth=OfficeKey())
def codelist(request: HttpRequest, name: Name) -> Any:
    """One list, in the language of Accept-Language."""
    return reading.one_list(name)


@api.get("/indicator-sets/{set_id}", response={200: SetOut, **REFUSALS}, auth=OfficeKey())
def indicator_set(request: HttpRequest, set_id: Name) -> Any:
    """The questions of an indicator set that is in force today."""
    return screenings.set_out(set_id)


@api.get("/directory", response={200: DirectoryOut, **REFUSALS}, auth=OfficeKey())
def directory(request: HttpRequest, province: Province = "", limit: Limit = 50, page: PageNumber = 1) -> Any:
    """Offices that receive people and the country's services."""
    _only(request, "province", "limit", "page")
    with acting(_caller(request)) as viewer:
        return reading.directory(viewer, province, limit, page)


def _only(request: HttpRequest, *known: str) -> None:
    """A misspelt filter must not quietly be no filter."""
    strangers = sorted(set(request.GET) - set(known))
    if strangers:
        raise NotValid(
            _("There is no such filter."), {name[:80]: _("Not known here.") for name in strangers[:20]}
        )


def _caller(request: HttpRequest) -> Caller:
    found = request.auth  # type: ignore[attr-defined]
    assert isinstance(found, Caller)
    return found


# -- Refusals as answers. What was begun has been undone by then: the scope was left with an exception.


def _answer(
    request: HttpRequest, status: int, detail: str, errors: dict[str, str] | None = None
) -> HttpResponse:
    return api.create_response(request, Refused(detail=detail, errors=errors or {}).dict(), status=status)


def _told(request: HttpRequest, kind: str) -> None:
    caller = getattr(request, "auth", None)
    if isinstance(caller, Caller):
        with acting(caller):
            record("refused", note={"page": "systems", "kind": kind})


@api.exception_handler(Refusal)
def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    """One of the house's four refusals; that it was refused is remembered."""
    _told(request, type(error).__name__)
    errors = {k: str(v) for k, v in error.errors.items()} if isinstance(error, NotValid) else {}
    return _answer(request, error.status, str(error.sentence), errors)


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Field by field, and without the value: what was sent wrongly may be a name."""
    errors = {".".join(str(part) for part in e.get("loc", ())): str(e.get("msg", "")) for e in error.errors}
    return _answer(request, 422, _("Something in it cannot be right."), errors)


@api.exception_handler(TooMany)
def too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """Cheap on purpose: nothing was read."""
    answer = _answer(request, 429, _("Too many calls. Wait a moment."))
    answer["Retry-After"] = str(error.wait)
    return answer


def _plain(status: int, sentence: Callable[[], str]) -> Callable[[HttpRequest, Any], HttpResponse]:
    def handler(request: HttpRequest, _error: Any) -> HttpResponse:
        answer = _answer(request, status, sentence())
        if status == 401:
            answer["WWW-Authenticate"] = "Bearer"
        return answer

    return handler


api.add_exception_handler(AuthenticationError, _plain(401, lambda: _("A key of your office is needed.")))
api.add_exception_handler(Http404, _plain(404, lambda: _("Not found.")))
api.add_exception_handler(TooLarge, _plain(413, lambda: _("That is more than a screening holds.")))


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Chiefly a body that is no JSON, or that says a thing twice."""
    if isinstance(error.__cause__, SaidTwice):
        errors = {f"body.{error.__cause__.name[:80]}": _("This is said twice. Say it once.")}
        return _answer(request, 422, _("Something in it cannot be right."), errors)
    return _answer(request, error.status_code, str(error))


@api.exception_handler(DatabaseError)
def from_database(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    """A wall said no; anything else is a fault and goes on as one."""
    if getattr(error.__cause__, "sqlstate", "") in {"WK003", "WK005", "WK006"}:
        return _answer(request, 403, _("This is not yours to do here."))
    raise error
