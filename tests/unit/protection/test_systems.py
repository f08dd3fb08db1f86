"""Other systems: a key of one's own office, the same screening once, no more than one may know, and not too fast."""

from __future__ import annotations

import http.client
import json
import threading
from collections import Counter
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from tests.harness.people import make_member, seen_by
from tests.unit.protection.conftest import told
from tests.unit.protection.test_journeys import SERVICE, agrees

from wellknit.commands.acting import as_role
from wellknit.platform.access.refusals import NotNow, NotYou
from wellknit.platform.audit.models import Event
from wellknit.protection.actions import journey as journeys
from wellknit.protection.actions import referral, token
from wellknit.protection.models import ApiCall, ApiToken, Journey, Referral, RefusalCount, Screening
from wellknit.protection.systems import auth, limits, screenings

V1 = "/api/v1"


@pytest.fixture(autouse=True)
def _fresh_counts() -> Any:
    yield
    auth.forget()
    screenings._receiving.cache_clear()


@pytest.fixture
def key(cast: Any) -> str:
    """A key of the border post, made by its administrator."""
    return key_for(cast.border)


def key_for(office: Any, *scopes: str) -> str:
    admin = make_member(office, "office_administrator", f"Adam {office.code}")
    with seen_by(admin, office) as viewer:
        return token.issue("desk system", scopes or token.SCOPES, days=30, by=viewer)[1]


def body(**more: Any) -> dict[str, Any]:
    """What Nok was told, as another system would send it."""
    what = told()
    return {
        "indicator_set": "first-contact", "answers": dict(what.answers), "age": {"years": 24}, "sex": "female",
        "agrees": "yes", "language": "my", "nationality": "MM", "to_office": "shelter-north",
        "identity": {"name_native": "ZZNAMEZZ", "name_latin": "Zznamezz"}, **more,
    }  # fmt: skip


def send(key: str, given: Any, idempotency: str | None = None, **headers: str) -> Any:
    content = given if isinstance(given, str) else json.dumps(given)
    named = {"Idempotency-Key": idempotency or uuid4().hex, "Authorization": f"Bearer {key}", **headers}
    return Client().post(f"{V1}/screenings", content, content_type="application/json", headers=named)


def get(key: str, where: str, **params: Any) -> Any:
    return Client().get(f"{V1}{where}", params, headers={"Authorization": f"Bearer {key}"})


def test_a_screening_comes_in_as_the_offices_own(cast: Any, key: str) -> None:
    answer = send(key, body())
    assert answer.status_code == 201, answer.content
    given = answer.json()
    assert given["outcome"] in {"refer", "refer_urgently"} and given["reasons"]
    assert given["may_not_be_used_against_the_person"] is True
    assert "ZZNAMEZZ" not in answer.content.decode()
    with as_role("owner"):
        kept = Screening.objects.get()
        assert kept.office_id == cast.border.pk and kept.identity["name_latin"] == "Zznamezz"
        assert Referral.objects.get().to_office_id == cast.shelter.pk
        event = Event.objects.get(event="screening.submitted")
        assert event.actor_id == kept.by_id and event.office_id == cast.border.pk


def test_a_replay_gives_the_first_answer_and_does_nothing(cast: Any, key: str) -> None:
    first = send(key, body(), "replay-0001")
    again = send(key, body(), "replay-0001")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = send(key, body(language="th"), "replay-0001")
    assert other.status_code == 422 and "Idempotency-Key" in other.json()["errors"]
    with as_role("owner"):
        assert Screening.objects.count() == Referral.objects.count() == 1
        assert "ZZNAMEZZ" not in json.dumps(ApiCall.objects.get().answer)


def test_two_at_once_with_one_key_are_one(cast: Any, key: str) -> None:
    send(key, body(), "warm-up-0001")
    heard: list[int] = []

    def call() -> None:
        heard.append(send(key, body(), "at-once-0001").status_code)
        connections.close_all()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(heard) == [200, 200, 200, 201]
    with as_role("owner"):
        assert Screening.objects.count() == 2


def test_a_client_that_lies_about_its_office(cast: Any, key: str) -> None:
    answer = send(key, body(office="shelter-south"))
    assert answer.status_code == 403 and "another office" in answer.json()["detail"]
    assert send(key, body(office="border-post")).status_code == 201
    with as_role("owner"):
        assert Screening.objects.count() == 1
        assert Event.objects.filter(event="refused").exists()


def test_an_adults_no_leaves_a_count(cast: Any, key: str) -> None:
    answer = send(key, body(agrees="no"))
    assert answer.status_code == 201 and answer.json()["counted_only"] is True
    assert answer.json()["reasons"] == [] and answer.json()["referral"] is None
    again = send(key, body(agrees="no"))
    assert again.status_code == 201
    with as_role("owner"):
        assert not Screening.objects.exists()
        assert RefusalCount.objects.get().count == 2
        assert {c.on for c in ApiCall.objects.all()} == {timezone.localdate()}


@pytest.mark.parametrize(
    "given, status, field",
    [
        ("{", 400, ""),
        ('{"agrees": "no", ' + json.dumps(body())[1:], 422, "agrees"),
        ('{"identity": {"name_latin": "A", "name_latin": "B"}}', 422, "name_latin"),
        ({"sex": "unicorn"}, 422, "sex"),
        ({"nationality": "XQ"}, 422, "nationality"),
        ({"answers": {"no_such_question": "yes"}}, 422, "answers.no_such_question"),
        ({"age": {"years": 300}}, 422, "age.years"),
        ({"indicator_set": "nothing"}, 422, "indicator_set"),
        ({"to_office": "border-post"}, 422, "to_office"),
        ({"to_office": None}, 422, "to_office"),
        ({"surprise": 1}, 422, "surprise"),
        ({"identity": {"name_latin": "x" * 201}}, 422, "name_latin"),
    ],
)
def test_what_cannot_be_right_is_told_by_field(
    cast: Any, key: str, given: Any, status: int, field: str
) -> None:
    answer = send(key, given if isinstance(given, str) else body(**given))
    assert answer.status_code == status, answer.content
    assert any(field in name for name in answer.json()["errors"]) or not field
    assert "ZZNAMEZZ" not in answer.content.decode(), "an error never repeats what was sent"
    with as_role("owner"):
        assert not Screening.objects.exists() and not ApiCall.objects.exists()


def test_too_much_at_once(cast: Any, key: str) -> None:
    answer = send(key, json.dumps(body(identity={"own_words": "x" * 70_000})))
    assert answer.status_code == 413 and answer.json()["detail"]


def test_keys(cast: Any, key: str) -> None:
    for wrong in ("", "wk_nothing", "x" * 300):
        assert send(wrong, body()).status_code == 401
    assert get(key, "/codelists").status_code == 200
    reads_only = key_for(cast.elsewhere, "status")
    assert send(reads_only, body()).status_code == 403
    with as_role("owner"):
        stored = ApiToken.objects.get(office_id=cast.border.pk)
        assert key.encode() not in bytes(stored.key_hash)
    with seen_by(
        make_member(cast.elsewhere, "office_administrator", "Eve Invented"), cast.elsewhere
    ) as viewer:
        from django.http import Http404

        with pytest.raises(Http404):
            token.revoke(stored, by=viewer)
    from wellknit.platform.identity.models import User

    with as_role("owner"):
        adam = User.objects.get(name="Adam border-post")
    with seen_by(adam, cast.border) as viewer:
        token.revoke(stored, by=viewer)
        with pytest.raises(NotNow):
            token.revoke(stored, by=viewer)
    assert get(key, "/codelists").status_code == 401, "from the next call on"
    with pytest.raises(NotYou), cast.as_nok() as viewer:
        token.issue("x", ["screenings"], days=1, by=viewer)


def test_a_key_runs_out(cast: Any, key: str) -> None:
    with as_role("owner"):
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert get(key, "/codelists").status_code == 401


def test_a_browsers_session_is_no_key(cast: Any) -> None:
    from tests.harness.people import sign_in

    client = sign_in(Client(), cast.nok, cast.border)
    assert client.get(f"{V1}/codelists").status_code == 401


def test_what_became_of_it_for_who_sent_it_and_nobody_else(cast: Any, key: str) -> None:
    code = send(key, body()).json()["referral"]
    first = get(key, f"/referrals/{code}").json()
    assert (first["state"], first["case_opened"]) == ("offered", False) and first["due_at"]
    with cast.as_somying() as viewer:
        from wellknit.protection.actions import case
        from wellknit.protection.actions.person import Who

        taken = referral.accept(Referral.objects.get(code=code), by=viewer)
        case.open(
            Who(sex="female", name_latin="Zznamezz"), case.Opening("18+", True), by=viewer, referral=taken
        )
    after = get(key, f"/referrals/{code}").json()
    assert (after["state"], after["case_opened"]) == ("accepted", True)
    assert set(after) == {
        "code", "state", "urgent", "sent_at", "answered_at", "due_at", "decline_reason", "case_opened"}  # fmt: skip
    assert [r["code"] for r in get(key, "/referrals", state="accepted", limit=1).json()["items"]] == [code]
    other = key_for(cast.elsewhere)
    assert get(other, f"/referrals/{code}").status_code == 404
    assert get(other, "/referrals").json() == {"items": [], "next": None}
    for bad in ({"limit": 0}, {"limit": 101}, {"page": 0}, {"page": 10**9}, {"state": "x"}):
        assert get(key, "/referrals", **bad).status_code == 422


def test_a_journey_for_its_sender(cast: Any) -> None:
    from tests.unit.protection.conftest import opened

    file = opened(cast)
    agrees(cast, file, cast.elsewhere)
    with cast.as_somying() as viewer:
        found = journeys.send(file, to_office=cast.elsewhere, asked=SERVICE, by=viewer)
    sender, receiver = key_for(cast.shelter), key_for(cast.elsewhere)
    answer = get(sender, f"/journeys/{found.code}").json()
    assert (answer["state"], answer["step"], answer["turn"]) == ("running", "answer", "receiver")
    assert get(receiver, f"/journeys/{found.code}").status_code == 404
    with as_role("owner"):
        assert Journey.objects.count() == 1


def test_lists_and_directory(cast: Any, key: str) -> None:
    with as_role("owner"):
        cast.shelter.contact, cast.shelter.province = "053 000 000", "Chiang Mai"
        cast.shelter.save()
    lists = get(key, "/codelists").json()
    assert {"sex", "languages", "countries"} <= {row["name"] for row in lists}
    sex = (
        Client()
        .get(f"{V1}/codelists/sex", headers={"Authorization": f"Bearer {key}", "Accept-Language": "th"})
        .json()
    )
    assert sex["language"] == "th" and sex["codes"]
    assert get(key, "/codelists/nothing").status_code == 404
    assert get(key, "/codelists/..%2Fsecrets").status_code in {404, 422}
    found = get(key, "/directory", province="Chiang Mai").json()
    assert [o["code"] for o in found["offices"]] == ["shelter-north"]
    assert found["offices"][0]["contact"] is None, "nobody has confirmed it"
    assert found["services"]
    assert get(key, "/indicator-sets/first-contact").json()["questions"]


def test_the_limit_by_its_own_clock() -> None:
    now = 0.0
    limit = limits.Limit(60, now=lambda: now)
    for _ in range(60):
        limit.take("a")
    with pytest.raises(limits.TooMany) as much:
        limit.take("a")
    assert much.value.wait == 1
    limit.take("b")
    now = 1.0
    limit.take("a")
    with pytest.raises(limits.TooMany):
        limit.take("a")


def test_guessing_keys_is_slow(cast: Any) -> None:
    heard = Counter(send(f"wk_{n}", body()).status_code for n in range(limits.STRANGERS_PER_MINUTE + 20))
    assert set(heard) == {401, 429} and heard[429] >= 15


@pytest.mark.slow
def test_ten_thousand_calls_are_answered_cheaply(cast: Any, key: str, live_server: Any) -> None:
    """A client that floods: a few hundred are served, the rest are told to wait, and the server lives."""
    where = urlsplit(live_server.url)
    heard: Counter[int] = Counter()

    def flood(count: int) -> None:
        line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
        for _ in range(count):
            line.request("GET", f"{V1}/referrals/R-2222-2222", headers={"Authorization": f"Bearer {key}"})
            answer = line.getresponse()
            answer.read()
            heard[answer.status] += 1
            if answer.status == 429:
                assert int(answer.headers["Retry-After"]) >= 1
        line.close()

    began = timezone.now()
    threads = [threading.Thread(target=flood, args=(5000,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    seconds = (timezone.now() - began).total_seconds()
    assert sum(heard.values()) == 10_000 and set(heard) == {404, 429}
    assert heard[404] <= limits.PER_MINUTE * (seconds / 60 + 1) + 1
    with as_role("owner"):
        assert Event.objects.filter(event="referral.status_read").count() == 0
