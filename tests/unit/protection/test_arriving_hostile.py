"""Between two countries: what a node that is trusted, and means harm or is broken, can do here. It should be nothing."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from pydantic import ValidationError
from tests.harness.people import make_member, make_office, seen_by
from tests.unit.protection.test_arriving import There, moved, offer, peer_mm, there  # noqa: F401 fixture
from tests.unit.protection.test_border import ready

from wellknit.commands.acting import as_role
from wellknit.platform.exchange import outbox
from wellknit.platform.exchange.kinds import Incoming, Refuse, kind_of
from wellknit.protection.actions import arriving, border
from wellknit.protection.journeydigest import digest
from wellknit.protection.models import BorderGrave, BorderNotice, BorderPaper, Journey, Step
from wellknit.protection.queries import border as queries
from wellknit.protection.views import border_shown

HTML = "<script>alert(1)</script>"


def said(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """As the exchange hands it over: read by the form of its kind."""
    return kind_of(kind).read(1, body)


def refused(there: There, kind: str, body: dict[str, Any], **more: Any) -> str:  # noqa: F811
    with pytest.raises(Refuse) as error:
        there.hears(kind, said(kind, body), **more)
    return error.value.code


def alarm(kind: str = "withdrawn", **more: Any) -> dict[str, Any]:
    at = timezone.now().isoformat()
    return {"id": str(uuid4()), "kind": kind, "at": at, "words": "", "fields": {}, "answers": "",
            "ended_at": at if kind == "withdrawn" else None, "reason": "", **more}  # fmt: skip


def paper(**more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "kind": "assessment", "title": "T", "media_type": "application/pdf",
            "content": "JVBERi0xLjQK", "at": timezone.now().isoformat(), **more}  # fmt: skip


# -- Only what the path allows at that step


def test_a_preview_holds_what_a_preview_may_hold(there: There) -> None:  # noqa: F811
    there.hears("journey.offered", said("journey.offered", offer(
        preview={"age_band": "18+", "name_latin": "Too Early", "ghost": "x", "sex": {"$ne": 1}, "languages": "my",
                 "nationality": "M" * 5000, "presumed_child": "yes"}
    )))  # fmt: skip
    with as_role("owner"):
        assert Step.objects.get().disclosed == {"age_band": "18+"}


def test_told_is_what_the_step_allows(there: There) -> None:  # noqa: F811
    there.hears("journey.offered", offer())
    there.move("accept")
    there.hears("journey.told", said("journey.told", {"sequence": 2, "fields": {
        "name_latin": "Malee", "handover_place": "Too early", "ghost": "x", HTML: "x", "birth": ["a"],
        "name_native": "\ud800", "birth_place": "a\x00b", "documents_held": {"a": {"b": {}}},
    }}))  # fmt: skip
    with as_role("owner"):
        assert Step.objects.get(sequence=2).disclosed == {"name_latin": "Malee"}
    with there.as_focal() as viewer:
        assert border_shown.context(viewer, there.journey)["told"]


def test_hostile_values_open_no_strange_case(there: There) -> None:  # noqa: F811
    there.hears("journey.offered", said("journey.offered", offer(
        preview={"age_band": "older", "sex": HTML, "languages": ["xx", "my", 7], "nationality": "ZZZZ",
                 "presumed_child": True}
    )))  # fmt: skip
    there.move("accept")
    with there.as_worker() as viewer:
        opened = border.open_case(queries.one(viewer, there.journey), by=viewer, searched=True)
        assert (opened.age_band, opened.presumed_child) == ("unknown", True)
        assert (opened.person.sex, opened.person.nationality) == ("unknown", "")


# -- Whose journey it is


def test_whoever_is_asked_tells_the_asker_nothing_about_the_person(
    cast: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    journey, machine = sent_by_us(cast, monkeypatch)
    with pytest.raises(Refuse) as error, machine() as viewer:
        arriving.told(message(journey, "journey.told", {"sequence": 1, "fields": {"sex": "male"}}), viewer)
    assert error.value.code == "not_yours_to_tell"
    with pytest.raises(Refuse) as error, machine() as viewer:
        arriving.noticed(message(journey, "journey.alarm", said("journey.alarm", alarm())), viewer)
    assert error.value.code == "not_yours_to_take_back"
    with as_role("owner"):
        assert Journey.objects.get().state == "running"


def sent_by_us(cast: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[Journey, Any]:
    with as_role("owner"):
        peer_mm()
    monkeypatch.setattr(outbox, "queue", lambda *_a, **_k: uuid4())
    journey = ready(cast)
    service = make_member(cast.shelter, "office_service", "Service Invented")

    def machine() -> Any:
        from contextlib import ExitStack, contextmanager

        @contextmanager
        def scope() -> Any:
            with ExitStack() as stack:
                stack.enter_context(as_role("worker"))
                yield stack.enter_context(seen_by(service, cast.shelter))

        return scope()

    return journey, machine


def message(journey: Journey, kind: str, body: dict[str, Any]) -> Incoming:
    return Incoming(id=uuid4(), sender="mm", kind=kind, version=1, journey=journey.pk, body=body,
                    sent_at=timezone.now())  # fmt: skip


def test_another_peer_takes_no_journey_over(there: There) -> None:  # noqa: F811
    there.hears("journey.offered", offer())
    assert refused(there, "journey.offered", offer(words="Mine now"), sender="vn") == "not_a_side"
    assert refused(there, "journey.alarm", alarm("erased"), sender="vn") == "not_a_side"
    with as_role("owner"):
        assert Journey.objects.get().node == "mm" and not BorderGrave.objects.exists()


def test_another_peer_buries_nothing_in_advance(there: There) -> None:  # noqa: F811
    there.hears("journey.alarm", said("journey.alarm", alarm()), sender="vn")
    there.hears("journey.offered", offer())
    with as_role("owner"):
        assert Journey.objects.get().node == "mm"


def test_a_code_that_is_taken_is_refused_and_not_tried_for_ever(there: There) -> None:  # noqa: F811
    there.hears("journey.offered", offer())
    there.journey = uuid4()
    assert refused(there, "journey.offered", offer()) == "not_stored"
    with as_role("owner"):
        assert Journey.objects.count() == 1


def test_ids_of_other_things_are_refused(there: There) -> None:  # noqa: F811
    there.hears("journey.offered", offer())
    first, notice = paper(), alarm("danger", words="x")
    there.hears("journey.paper", first)
    there.hears("journey.alarm", notice)
    office = make_office("elsewhere", kind="welfare")
    with as_role("owner"):
        Journey.objects.filter(pk=there.journey).update(to_office=office)
    there.journey = uuid4()
    there.hears("journey.offered", offer(code="J-CCCC-DDDD"))
    assert refused(there, "journey.paper", first) == "not_stored"
    assert refused(there, "journey.alarm", notice) == "not_stored"


# -- An offer that was not walked


@pytest.mark.parametrize(
    "steps",
    [
        [("hear", "open", "")], [("answer", "taken", "fly")], [("answer", "taken", "")],
        [("answer", "taken", "accept"), ("hear", "open", "")], [("answer", "open", ""), ("answer", "open", "")],
        [("answer", "taken", "accept"), ("confirm", "open", ""), ("ask_family", "open", "")],
        [("answer", "taken", "decline")],
    ],
)  # fmt: skip
def test_an_offer_whose_steps_nobody_walked(there: There, steps: list[tuple[str, str, str]]) -> None:  # noqa: F811
    at = timezone.now().isoformat()
    rows = [
        {"sequence": n, "code": code, "state": state, "opened_at": at, "taken_at": at if state == "taken" else None,
         "verb": verb, "reason": "", "words": "", "details": {}}
        for n, (code, state, verb) in enumerate(steps, start=1)
    ]  # fmt: skip
    assert refused(there, "journey.offered", offer(steps=rows)) in {
        "unknown_step",
        "unknown_move",
        "not_walked",
    }
    with as_role("owner"):
        assert not Journey.objects.exists()


# -- Moments, lengths, signs


@pytest.mark.parametrize("year", ["0001", "1969", "2569", "9999"])
def test_a_moment_that_cannot_be(there: There, year: str) -> None:  # noqa: F811
    wrong = f"{year}-01-01T00:00:00+00:00"
    assert refused(there, "journey.offered", offer(sent_at=wrong)) == "wrong_time"
    there.hears("journey.offered", offer())
    there.move("ask", words="Which?")
    assert refused(there, "journey.moved", moved(2, "explain", "answer", at=wrong)) == "wrong_time"
    assert refused(there, "journey.alarm", alarm(ended_at=wrong)) == "wrong_time"
    assert refused(there, "journey.paper", paper(at=wrong)) == "wrong_time"


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("journey.offered", {"office": "a\x00b"}), ("journey.offered", {"scope": "s" * 60}),
        ("journey.offered", {"scope": "other"}), ("journey.offered", {"sent_at": "2026-11-01T00:00:00"}),
        ("journey.moved", {"office": "a\x00b"}), ("journey.moved", {"reason": "r" * 60}),
        ("journey.moved", {"details": {"k" * 9000: "v"}}), ("journey.moved", {"at": 12}),
        ("journey.alarm", {"reason": "r" * 60}), ("journey.alarm", {"id": "-" * 36}),
        ("journey.alarm", {"answers": "0" * 36}), ("journey.paper", {"kind": "k" * 60}),
        ("journey.paper", {"id": "a" * 36}), ("journey.paper", {"content": "====", "title": "a\x00"}),
        ("journey.honoured", {"id": "-" * 36}), ("journey.honoured", {"answer": "a" * 60}),
    ],
)  # fmt: skip
def test_nothing_that_comes_is_a_fault_of_ours(there: There, kind: str, more: dict[str, Any]) -> None:  # noqa: F811
    """Each is taken, cut to what may be, or refused with a reason: never an error that is tried for ever."""
    if kind != "journey.offered":
        there.hears("journey.offered", offer())
        there.move("ask", words="Which?")
    whole = {
        "journey.offered": offer(), "journey.moved": moved(2, "explain", "answer", words="x"), "journey.alarm": alarm(),
        "journey.paper": paper(), "journey.honoured": {"id": str(uuid4()), "honoured": True, "answer": "done",
                                                       "words": "", "at": timezone.now().isoformat()},
    }[kind]  # fmt: skip
    with contextlib.suppress(Refuse, ValidationError):
        there.hears(kind, said(kind, {**whole, **more}))
    with as_role("owner"):
        assert all(digest(j) for j in Journey.objects.all())


def test_details_are_those_the_move_asks_for(there: There) -> None:  # noqa: F811
    there.hears("journey.offered", offer())
    there.move("ask", words="Which?")
    there.hears("journey.moved", said("journey.moved", moved(
        2, "explain", "answer", words="x", details={HTML: "x", "crossing": "y"}, reason="person_wishes"
    )))  # fmt: skip
    with as_role("owner"):
        row = Step.objects.get(sequence=2)
        assert (row.details, row.reason) == (None, "")


@pytest.mark.parametrize(
    ("content", "media"),
    [
        ("", "application/pdf"), ("%%%", "application/pdf"), ("iVBORw0KGgo=", "image/png"),
        ("iVBORw0KGgoAAAANSUhEUg==", "image/png"), ("/9j/4A==", "image/jpeg"), ("JVBERi0xLjQK", "image/png"),
    ],
)  # fmt: skip
def test_a_broken_paper_is_refused(there: There, content: str, media: str) -> None:  # noqa: F811
    there.hears("journey.offered", offer())
    assert refused(there, "journey.paper", paper(content=content, media_type=media)) in {
        "broken_paper", "wrong_paper",
    }  # fmt: skip
    with as_role("owner"):
        assert not BorderPaper.objects.exists()


def test_taken_back_before_it_came_is_answered(there: There) -> None:  # noqa: F811
    """Who withdraws before the question arrived waits for an answer that nobody here could give by hand."""
    gone = alarm()
    there.hears("journey.alarm", gone)
    [(kind, body)] = there.sent  # type: ignore[attr-defined]
    assert (kind, body["id"], body["honoured"]) == ("journey.honoured", gone["id"], True)
    with as_role("owner"):
        assert not BorderNotice.objects.exists()


def test_a_journey_that_was_never_here_and_old_moments(there: There) -> None:  # noqa: F811
    assert refused(there, "journey.moved", moved(1, "answer", "accept")) == "unknown_journey"
    late = timezone.now() - timedelta(days=400)
    there.hears("journey.offered", offer(sent_at=late.isoformat()))
    with as_role("owner"):
        assert Journey.objects.get().sent_at == late
