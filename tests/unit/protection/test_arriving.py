"""Between two countries, the side that is asked: what a message does here, and what it cannot do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from tests.harness.people import make_member, make_office, seen_by
from tests.unit.protection.test_border import DAY, RECEIVED, VISIT

from wellknit.commands.acting import as_role
from wellknit.platform.access.refusals import NotNow, NotYou
from wellknit.platform.exchange import outbox
from wellknit.platform.exchange.kinds import Incoming, NotYet, Refuse
from wellknit.protection.actions import arriving, border, notice
from wellknit.protection.actions.border import Answered
from wellknit.protection.journeydigest import digest
from wellknit.protection.models import BorderGrave, BorderNotice, Case, Clock, Journey, Step
from wellknit.protection.queries import border as queries


class There:
    """The Thai node of these tests as the country of origin: it is asked by the node `mm` (corridor mm-th)."""

    def __init__(self) -> None:
        self.office = make_office("ministry", kind="ministry")
        self.focal = make_member(self.office, "focal_point", "Focal Invented")
        self.worker = make_member(self.office, "social_worker", "Work Invented")
        self.service = make_member(self.office, "office_service", "Service Invented")
        self.journey = uuid4()

    def as_focal(self) -> Any:
        return seen_by(self.focal, self.office)

    def as_worker(self) -> Any:
        return seen_by(self.worker, self.office)

    @contextmanager
    def machine(self) -> Iterator[Any]:
        with as_role("worker"), seen_by(self.service, self.office) as viewer:
            yield viewer

    def hears(self, kind: str, body: dict[str, Any], **more: Any) -> None:
        message = Incoming(**{
            "id": uuid4(), "sender": "mm", "kind": kind, "version": 1, "journey": self.journey, "body": body,
            "sent_at": timezone.now(), **more,
        })  # fmt: skip
        with self.machine() as viewer:
            arriving.RECEIVERS[kind](message, viewer)

    def move(self, verb: str, who: Any = None, **more: Any) -> Journey:
        with who or self.as_focal() as viewer:
            step = Step.objects.filter(journey_id=self.journey, state="open").select_related("journey").get()
            return border.move(step, verb, by=viewer, answered=Answered(**more))


@pytest.fixture
def there(db: Any, monkeypatch: pytest.MonkeyPatch) -> There:
    """What goes back is collected: the exchange has its own tests."""
    made = There()
    with as_role("owner"):
        peer_mm()
    made.sent = []  # type: ignore[attr-defined]
    monkeypatch.setattr(
        outbox, "queue", lambda kind, **more: made.sent.append((kind, more["body"])) or uuid4()
    )  # type: ignore[attr-defined,func-returns-value]
    return made


def peer_mm() -> None:
    from wellknit.platform.exchange.models.peer import Peer

    Peer.objects.create(code="mm", name="Invented neighbour", country="MM", wings=["protection"], state="trusted",
                        address="http://127.0.0.1:9/", protocol=[1], offices=["ministry"], state_at=timezone.now())  # fmt: skip


def offer(**more: Any) -> dict[str, Any]:
    at = timezone.now()
    return {
        "code": "J-AAAA-BBBB", "path": "country-return", "path_version": 1, "corridor": "mm-th", "corridor_version": 1,
        "scope": "return", "urgent": False, "words": "A woman asks for help to go home.", "sent_at": at.isoformat(),
        "office": "Invented shelter", "preview": {"age_band": "18+", "sex": "female"},
        "steps": [{"sequence": 1, "code": "answer", "state": "open", "opened_at": at.isoformat(), "taken_at": None,
                   "verb": "", "reason": "", "words": "", "details": {}}], **more,
    }  # fmt: skip


def moved(sequence: int, code: str, verb: str, **more: Any) -> dict[str, Any]:
    return {"sequence": sequence, "code": code, "verb": verb, "at": timezone.now().isoformat(), "reason": "",
            "words": "", "details": {}, "office": "Invented shelter", **more}  # fmt: skip


def test_a_request_arrives_as_a_preview(there: There) -> None:
    there.hears("journey.offered", offer())
    there.hears("journey.offered", offer())
    with there.as_focal() as viewer:
        [row] = queries.rows(viewer)
        assert (row.journey.code, row.step.code, row.journey.case_id) == ("J-AAAA-BBBB", "answer", None)
        assert row.step.disclosed == {"age_band": "18+", "sex": "female"}
        assert row.due is not None


def test_a_case_is_opened_from_what_was_told(there: There) -> None:
    there.hears("journey.offered", offer())
    with there.as_worker() as viewer, pytest.raises(NotNow, match="Accept"):
        border.open_case(queries.one(viewer, there.journey), by=viewer, searched=True)
    there.move("accept")
    there.hears(
        "journey.told",
        {"sequence": 2, "fields": {"name_native": "มาลี ตัวอย่าง", "name_latin": "Malee Example"}},
    )
    with there.as_worker() as viewer:
        opened = border.open_case(queries.one(viewer, there.journey), by=viewer, searched=True)
        assert opened.person.name_latin == "Malee Example"
        assert Journey.objects.get(pk=there.journey).case_id == opened.pk
    assert there.sent[0][0] == "journey.moved" and there.sent[0][1]["verb"] == "accept"  # type: ignore[attr-defined]


def test_the_other_side_s_step_is_not_ours_and_ours_not_theirs(there: There) -> None:
    there.hears("journey.offered", offer())
    with pytest.raises(Refuse) as refused:
        there.hears("journey.moved", moved(1, "answer", "accept"))
    assert refused.value.code == "not_your_step"
    there.move("ask", words="Which district?")
    with pytest.raises(NotNow, match="other country"):
        there.move("answer", words="We answer ourselves.")
    there.hears("journey.moved", moved(2, "explain", "answer", words="The north."))
    there.hears("journey.moved", moved(2, "explain", "answer", words="The north."))
    with there.as_focal() as viewer:
        whole = queries.whole(viewer, there.journey)
        assert [s.code for s in whole.steps] == ["answer", "explain", "answer"]
        assert whole.open.side == "receiver"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"path": "country-other"}, "unknown_path"), ({"path_version": 9}, "unknown_path"),
        ({"corridor": "th-mm"}, "wrong_corridor"), ({"corridor": "la-th"}, "wrong_corridor"),
        ({"path": "office-referral"}, "unknown_path"), ({"corridor_version": 7}, "unknown_path"),
    ],
)  # fmt: skip
def test_an_offer_that_cannot_be(there: There, body: dict[str, Any], code: str) -> None:
    with pytest.raises(Refuse) as refused:
        there.hears("journey.offered", offer(**body))
    assert refused.value.code in {code, "not_between_countries"}
    with as_role("owner"):
        assert not Journey.objects.exists()


def test_another_node_says_nothing_about_a_journey(there: There) -> None:
    there.hears("journey.offered", offer())
    with pytest.raises(Refuse) as refused:
        there.hears("journey.told", {"sequence": 1, "fields": {"sex": "male"}}, sender="vn")
    assert refused.value.code == "not_a_side"


def test_taken_back_before_it_came_stays_away(there: There) -> None:
    gone = {"id": str(uuid4()), "kind": "withdrawn", "at": timezone.now().isoformat(), "words": "", "fields": {},
            "answers": "", "ended_at": timezone.now().isoformat(), "reason": "person_wishes"}  # fmt: skip
    there.hears("journey.alarm", gone)
    there.hears("journey.offered", offer())
    with as_role("owner"):
        assert not Journey.objects.exists() and BorderGrave.objects.filter(pk=there.journey).exists()
    danger = {**gone, "kind": "danger", "ended_at": None, "words": "x", "id": str(uuid4())}
    with pytest.raises(NotYet):
        there.hears("journey.alarm", danger)


def test_taken_back_while_we_move_ends_the_same_on_both_sides(there: There) -> None:
    there.hears("journey.offered", offer())
    there.move("accept")
    end = (timezone.now() - timedelta(seconds=1)).isoformat()
    gone = {"id": str(uuid4()), "kind": "withdrawn", "at": end, "words": "", "fields": {}, "answers": "",
            "ended_at": end, "reason": "person_wishes"}  # fmt: skip
    there.hears("journey.alarm", gone)
    there.hears("journey.told", {"sequence": 2, "fields": {"name_latin": "Too late"}})
    with as_role("owner"):
        found = Journey.objects.get(pk=there.journey)
        assert found.state == "withdrawn"
        assert [s.state for s in found.steps.order_by("sequence")] == ["taken", "cancelled"]
        assert found.steps.get(sequence=2).disclosed is None
        assert (
            not Clock.objects.filter(journey_id=found.pk, stopped_at=None)
            .exclude(rule="notice-answer")
            .exists()
        )
    with there.as_focal() as viewer:
        wants = BorderNotice.objects.get()
        done = notice.answer(wants, by=viewer, what="destroyed")
        assert done.state == "honoured"
    assert there.sent[-1][0] == "journey.honoured"  # type: ignore[attr-defined]


def test_under_a_legal_hold_it_is_kept_and_said(there: There) -> None:
    from wellknit.protection.actions import retention

    there.hears("journey.offered", offer())
    there.move("accept")
    with there.as_worker() as viewer:
        held = border.open_case(queries.one(viewer, there.journey), by=viewer, searched=True)
    boss = make_member(there.office, "supervisor", "Boss Invented")
    with seen_by(boss, there.office) as viewer:
        retention.hold(
            Case.objects.get(pk=held.pk), by=viewer, basis=_basis(), reason="A court asked for it."
        )
    gone = {"id": str(uuid4()), "kind": "erased", "at": timezone.now().isoformat(), "words": "", "fields": {},
            "answers": "", "ended_at": None, "reason": ""}  # fmt: skip
    there.hears("journey.alarm", gone)
    with there.as_focal() as viewer:
        wants = BorderNotice.objects.get()
        with pytest.raises(NotNow, match="hold"):
            notice.answer(wants, by=viewer, what="destroyed")
        kept = notice.answer(wants, by=viewer, what="kept", words="Court file, until the verdict.")
        assert kept.state == "not_honoured"


def _basis() -> str:
    from wellknit.protection.policies_retention import HOLD_BASES

    return sorted(HOLD_BASES)[0]


def test_handed_on_inside_the_country(there: There) -> None:
    there.hears("journey.offered", offer())
    province = make_office("province-south", kind="welfare")
    local = make_member(province, "social_worker", "Local Invented")
    with there.as_focal() as viewer:
        border.hand_to(queries.one(viewer, there.journey), province, by=viewer)
    with there.as_focal():
        assert not Journey.objects.exists()
    with seen_by(local, province) as viewer:
        found = queries.whole(viewer, there.journey)
        assert found.open.office_id == province.pk
        with pytest.raises(NotYou, match="Focal"):
            border.move(found.open, "accept", by=viewer, answered=Answered())


def test_the_digest_leaves_out_what_one_side_knows(there: There) -> None:
    there.hears("journey.offered", offer())
    with there.as_focal() as viewer:
        before = digest(queries.one(viewer, there.journey))
    there.hears("journey.told", {"sequence": 1, "fields": {"languages": ["th"]}})
    with there.as_focal() as viewer:
        assert digest(queries.one(viewer, there.journey)) == before
    there.move("accept")
    with there.as_focal() as viewer:
        assert digest(queries.one(viewer, there.journey)) != before


def test_all_the_way_from_the_side_that_receives(there: There) -> None:
    there.hears("journey.offered", offer())
    boss = make_member(there.office, "supervisor", "Boss Invented")
    house = make_member(there.office, "shelter_manager", "House Invented")
    run: list[tuple[str, str, dict[str, Any]]] = [
        ("here", "accept", {}), ("here", "confirmed", {}), ("ask_family", "may_look", {}),
        ("here", "found", {"words": "A sister."}), ("here", "report", {"words": "Safe."}), ("here", "issued", {}),
        ("boss", "safe", {}), ("decide_here", "possible", {}), ("choice", "wants_return", {}),
        ("here", "propose", {"words": "Tuesday."}), ("agree_plan", "agree", {}),
        ("handover", "handed_over", {"words": "All.", "details": {"crossing": "Mae Sai", "day": DAY}}),
        ("here", "received", RECEIVED), ("house", "settled", {"words": "Rested."}), ("here", "planned", {}),
        ("here", "visited", VISIT), ("here", "last_visit", VISIT), ("here", "tell", {"words": "Well."}),
        ("hear", "close", {}),
    ]  # fmt: skip
    for number, (who, verb, more) in enumerate(run, start=1):
        if who in ("here", "boss", "house"):
            scope = {"boss": seen_by(boss, there.office), "house": seen_by(house, there.office)}.get(who)
            there.move(verb, scope, **more)
        else:
            there.hears("journey.moved", moved(number, who, verb, **more))
    with as_role("owner"):
        found = Journey.objects.get(pk=there.journey)
        assert (found.state, found.ending) == ("done", "return")
        assert isinstance(found.pk, UUID)
