"""The ledger: what a consent covers, what it does not, who may give it, and what follows when it ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.protection.conftest import opened

from wellknit.lib.moves import IllegalMove
from wellknit.platform.access.models import Notice
from wellknit.platform.access.refusals import NotNow, NotShared, NotValid, NotYou
from wellknit.platform.audit.models import Event
from wellknit.protection.actions import case as cases
from wellknit.protection.actions import consent, disclosure, guardian
from wellknit.protection.models import Case, Consent, Disclosure
from wellknit.protection.policies_consent import covering
from wellknit.protection.queries.consents import ledger
from wellknit.protection.recipients import PERSON, country_key, list_key, office_key
from wellknit.protection.withdrawals import _stops, stops


def today() -> date:
    return timezone.localdate()


def days(n: int) -> timedelta:
    return timedelta(days=n)


def answered(**more: Any) -> consent.Answer:
    """An adult who agrees that a hospital hears of her health, for a month."""
    base: dict[str, Any] = {
        "purpose": "health_care", "recipient": list_key("hospital"), "scope": ("basic", "health"), "given_on": today(),
        "expires_on": today() + days(30), "language": "my", "manner": "signed", "interpreter": "my",
    }  # fmt: skip
    return consent.Answer(**{**base, **more})


def agreed(cast: Any, file: Case, **more: Any) -> Consent:
    with cast.as_somying() as viewer:
        return consent.write(file, answered(**more), by=viewer)


def covers(cast: Any, file: Case, *scope: str, on: date | None = None, to: str = "") -> Consent:
    with cast.as_somying():
        return consent.check_covers(file, "health_care", to or list_key("hospital"), scope, on)


def send(cast: Any, file: Case, **more: Any) -> Disclosure:
    given: dict[str, Any] = {
        "purpose": "health_care", "recipient": list_key("hospital"), "scope": ["health"], "form": "letter", "what": "letter",
    }  # fmt: skip
    with cast.as_somying() as viewer:
        return disclosure.make(file, by=viewer, **{**given, **more})


def test_what_leaves_cites_the_row_it_stands_on(cast: Any) -> None:
    file = opened(cast)
    row = agreed(cast, file)
    gone = send(cast, file, fields=["name"], digest="a" * 64)
    assert gone.consent_id == row.pk and gone.basis == ""
    with cast.as_somying():
        event = Event.objects.get(event="disclosure.made", case_id=file.pk)
        assert event.fields == ["name"] and event.note["purpose"] == "health_care"


def test_nobody_agreed(cast: Any) -> None:
    file = opened(cast)
    with pytest.raises(NotShared, match="Nobody has agreed"):
        send(cast, file)
    with cast.as_somying():
        assert Disclosure.objects.count() == 0


def test_consent_for_less_than_a_form_wants_to_send(cast: Any) -> None:
    file = opened(cast)
    agreed(cast, file, refused=("photo",))
    with pytest.raises(NotShared, match="What happened to her"):
        send(cast, file, scope=["health", "story"])
    with cast.as_somying():
        wanted = ["health", "story", "photo", "basic"]
        may_go = disclosure.filtered(file, "health_care", list_key("hospital"), wanted)
        assert may_go == {"health", "basic"}
        assert disclosure.filtered(file, "referral", list_key("hospital"), wanted) == frozenset()


def test_two_half_consents_are_not_a_whole_one(cast: Any) -> None:
    file = opened(cast)
    agreed(cast, file, scope=("health",))
    agreed(cast, file, scope=("story",))
    with pytest.raises(NotShared, match="does not cover"):
        covers(cast, file, "health", "story")


def test_an_expired_consent(cast: Any) -> None:
    file = opened(cast)
    agreed(cast, file, given_on=today() - days(40), expires_on=today() - days(1))
    assert covers(cast, file, "health", on=today() - days(1))
    with pytest.raises(NotShared, match="ran out"):
        send(cast, file)


def test_another_purpose_or_recipient_was_not_asked(cast: Any) -> None:
    file = opened(cast)
    agreed(cast, file)
    with pytest.raises(NotShared, match="Nobody has agreed"):
        send(cast, file, purpose="criminal_case")
    with pytest.raises(NotShared, match="Nobody has agreed"):
        send(cast, file, recipient=list_key("employer"))


def test_a_country_is_one_also_when_somebody_wrote_its_ministry_beside_it() -> None:
    """What goes to another country carries no name; a name written with the consent must not close the border."""
    row = Row("given", 0, 60, set(), set(), 0)
    row.recipient, row.recipient_name = "country:MM", "Ministry of Social Welfare"
    assert covering([row], purpose="p", recipient="country:MM", scope=(), on=date(2026, 1, 2)) is row


def test_a_consent_for_one_by_name_is_for_no_other(cast: Any) -> None:
    file = opened(cast)
    row = agreed(cast, file, recipient_name="Invented  Clinic é")
    with pytest.raises(NotShared, match="another receiver"):
        send(cast, file)
    with pytest.raises(NotShared, match="another receiver"):
        send(cast, file, recipient_name="Other Clinic")
    assert send(cast, file, recipient_name=" invented clinic E\u0301 ").consent_id == row.pk
    with cast.as_somying():
        assert disclosure.filtered(file, "health_care", list_key("hospital"), ["health"]) == frozenset()
        assert disclosure.filtered(
            file, "health_care", list_key("hospital"), ["health"], name="Invented Clinic é"
        )
    agreed(cast, file, recipient_name="Other Clinic", scope=(), refused=("health",), expires_on=None)
    assert send(cast, file, recipient_name="Invented Clinic é").pk
    with pytest.raises(NotShared, match="refused this"):
        send(cast, file, recipient_name="Other Clinic")


def test_a_no_to_one_by_name_stands_before_a_yes_to_the_kind(cast: Any) -> None:
    file = opened(cast)
    agreed(cast, file)
    agreed(cast, file, recipient_name="Other Clinic", scope=(), refused=("health",), expires_on=None)
    assert send(cast, file, recipient_name="Invented Clinic").pk
    for name in ("", "Other Clinic"):  # nobody knows which one it is: it may be the one refused
        with pytest.raises(NotShared, match="does not cover"):
            send(cast, file, recipient_name=name)


def test_somebody_else_needs_a_name(cast: Any) -> None:
    file = opened(cast)
    with pytest.raises(NotValid) as refusal:
        agreed(cast, file, recipient=list_key("other"), recipient_name="  ")
    assert "recipient_name" in refusal.value.errors
    agreed(cast, file, recipient=list_key("other"), recipient_name="A monk")
    for more in ({}, {"basis": "danger_to_life", "reason": "She is bleeding and unconscious."}):
        with pytest.raises(NotValid) as refusal:
            send(cast, file, recipient=list_key("other"), **more)
        assert "recipient_name" in refusal.value.errors
    with pytest.raises(NotShared):
        send(cast, file, recipient=list_key("other"), recipient_name="A trader")
    assert send(cast, file, recipient=list_key("other"), recipient_name="a monk").pk
    assert agreed(cast, file, recipient=list_key("other"), scope=(), refused=("health",), expires_on=None).pk


def test_an_old_consent_for_somebody_else_without_a_name_covers_nobody(cast: Any) -> None:
    file = opened(cast)
    row = agreed(cast, file, recipient=list_key("other"), recipient_name="A monk")
    with cast.as_somying():
        row.recipient_name = None
        with pytest.raises(NotShared, match="another receiver"):
            covering(
                [row],
                purpose="health_care",
                recipient=list_key("other"),
                scope=["health"],
                on=today(),
                name="A monk",
            )


def test_a_later_no_stands_before_an_earlier_yes(cast: Any) -> None:
    file = opened(cast)
    agreed(cast, file)
    agreed(cast, file, scope=(), refused=("health",), expires_on=None)
    assert covers(cast, file, "basic")
    with pytest.raises(NotShared, match="does not cover"):
        covers(cast, file, "health")


def test_a_refusal_is_kept_and_says_so(cast: Any) -> None:
    file = opened(cast)
    row = agreed(cast, file, scope=(), refused=("health", "story"), expires_on=None, words="Not the clinic.")
    assert row.state == "refused" and row.expires_on is None
    with pytest.raises(NotShared, match="refused this"):
        send(cast, file)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"given_on": date(2999, 1, 1)}, "given_on"),
        ({"expires_on": None}, "expires_on"),
        ({"expires_on": date(2000, 1, 1)}, "expires_on"),
        ({"expires_on": date(2999, 1, 1)}, "expires_on"),
        ({"scope": (), "refused": ()}, "scope"),
        ({"refused": ("health",)}, "refused"),
        ({"purpose": "anything"}, "purpose"),
        ({"recipient": "list:my-cousin"}, "recipient"),
        ({"recipient": "office:nobody"}, "recipient"),
        ({"manner": "spoken"}, "witness"),
        ({"purpose": "family_tracing"}, "private_talk_on"),
        ({"recipient": list_key("embassy")}, "private_talk_on"),
        ({"recipient": country_key("MM")}, "private_talk_on"),
    ],
    ids=str,
)
def test_what_is_no_consent(cast: Any, more: dict[str, Any], field: str) -> None:
    file = opened(cast)
    with pytest.raises(NotValid) as refusal:
        agreed(cast, file, **more)
    assert field in refusal.value.errors


def test_after_a_private_talk_she_may_agree_to_her_embassy(cast: Any) -> None:
    file = opened(cast)
    assert agreed(cast, file, recipient=list_key("embassy"), private_talk_on=today()).pk


def test_who_may_not_record(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        cases.give_reach(file, cast.police, by=viewer, basis="identification")
    with cast.as_member() as viewer, pytest.raises(NotYou):
        consent.write(file, answered(), by=viewer)
    with cast.as_member() as viewer, pytest.raises(NotYou):
        disclosure.make(
            file, by=viewer, purpose="health_care", recipient=PERSON, scope=[], form="print", basis="own_file"
        )


def test_the_ledger_is_not_rewritten(cast: Any) -> None:
    file = opened(cast)
    row = agreed(cast, file)
    for change in ({"scope": ["story"]}, {"expires_on": today() + days(300)}, {"recipient": PERSON}):
        with cast.as_somying(), pytest.raises(DatabaseError, match="not rewritten"), transaction.atomic():
            Consent.objects.filter(pk=row.pk).update(**change)
    with cast.as_somying(), pytest.raises(DatabaseError), transaction.atomic():
        row.words = "Something else"
        row.save()
    with cast.as_somying(), pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.filter(pk=row.pk).delete()


# -- Children


def child(cast: Any) -> Case:
    return opened(cast, age_band="15-17")


def cleared(cast: Any, file: Case, standing: str = "cleared") -> Any:
    with cast.as_somying() as viewer:
        one = guardian.add(file, by=viewer, name="Aunt Invented", relation="aunt_uncle")
        return guardian.look_at(
            one, by=viewer, standing=standing, words="Home visit, spoken with the child alone."
        ).guardian


def test_a_child_does_not_decide_alone_but_may_always_say_no(cast: Any) -> None:
    for file in (child(cast), opened(cast, age_band="unknown", presumed_child=True)):
        with pytest.raises(NotNow, match="alone at the moment"):
            agreed(cast, file, giver="self", capacity="child")
        assert (
            agreed(cast, file, giver="self", capacity="child", scope=(), refused=("health",)).state
            == "refused"
        )


def test_an_adult_who_cannot_decide_now_is_not_asked(cast: Any) -> None:
    with pytest.raises(NotNow, match="alone at the moment"):
        agreed(cast, opened(cast), capacity="not_now")


def test_a_guardian_is_looked_at_first(cast: Any) -> None:
    file = child(cast)
    with cast.as_somying() as viewer:
        one = guardian.add(file, by=viewer, name="Aunt Invented", relation="aunt_uncle")
    with pytest.raises(NotNow, match="Nobody has looked"):
        agreed(cast, file, giver="guardian", capacity="child", guardian=one, child_view="agrees")
    assert agreed(
        cast, file, giver="guardian", capacity="child", guardian=cleared(cast, file), child_view="agrees"
    ).pk


def test_the_child_is_asked_too(cast: Any) -> None:
    file = child(cast)
    aunt = cleared(cast, file)
    with pytest.raises(NotValid, match="Ask the child"):
        agreed(cast, file, giver="guardian", capacity="child", guardian=aunt)
    with pytest.raises(NotNow, match="does not agree"):
        agreed(cast, file, giver="guardian", capacity="child", guardian=aunt, child_view="disagrees")


def test_a_guardian_who_is_the_suspect(cast: Any) -> None:
    file = child(cast)
    with pytest.raises(NotNow, match="may be involved"):
        agreed(
            cast,
            file,
            giver="guardian",
            capacity="child",
            guardian=cleared(cast, file, "suspected"),
            child_view="agrees",
        )


def test_doubt_about_a_guardian_ends_what_he_agreed_to(cast: Any) -> None:
    file = child(cast)
    aunt = cleared(cast, file)
    row = agreed(cast, file, giver="guardian", capacity="child", guardian=aunt, child_view="agrees")
    send(cast, file)
    with cast.as_somying() as viewer:
        looked = guardian.look_at(aunt, by=viewer, standing="suspected", words="The child said who sold her.")
    assert [e.consent.pk for e in looked.ended] == [row.pk] and len(looked.ended[0].recalls) == 1
    with pytest.raises(NotShared, match="no longer speaks"):
        send(cast, file)


def test_a_best_interest_decision(cast: Any) -> None:
    file = child(cast)
    told = {"question": "May the clinic know?", "decided_on": today(), "reasons": "She needs care.", "child_view": "disagrees",
            "review_on": today() + days(30)}  # fmt: skip
    with cast.as_somying() as viewer, pytest.raises(NotValid) as refusal:
        guardian.decide_best_interest(
            file, by=viewer, decided_by="Somying", **{**told, "child_view": "not_asked"}
        )
    assert set(refusal.value.errors) == {"decided_by", "child_view"}
    with cast.as_somying() as viewer:
        made = guardian.decide_best_interest(
            file, by=viewer, decided_by="Somying (shelter), Mem (police)", **told
        )
    with pytest.raises(NotValid, match="best-interest decision first"):
        agreed(cast, file, giver="best_interest", capacity="child", child_view="disagrees")
    assert agreed(
        cast, file, giver="best_interest", capacity="child", best_interest=made, child_view="disagrees"
    ).pk


def test_a_legal_representative_has_a_name_and_is_not_the_suspect(cast: Any) -> None:
    file = child(cast)
    by_law = {"giver": "legal_representative", "capacity": "child", "child_view": "agrees"}
    for name in ("", "   "):
        with pytest.raises(NotValid) as refusal:
            agreed(cast, file, **by_law, giver_name=name)
        assert "giver_name" in refusal.value.errors
    with cast.as_somying() as viewer:
        one = guardian.add(file, by=viewer, name="Aunt  Invented", relation="aunt_uncle")
    with pytest.raises(NotNow, match="Nobody has looked"):
        agreed(cast, file, **by_law, giver_name=" AUNT invented")
    with cast.as_somying() as viewer:
        guardian.look_at(one, by=viewer, standing="suspected", words="The child said who sold her.")
    with pytest.raises(NotNow, match="may be involved"):
        agreed(cast, file, **by_law, giver_name="aunt invented")
    with pytest.raises(NotValid):
        agreed(cast, file, **by_law)
    assert agreed(cast, file, **by_law, giver_name="Lawyer named by the court").giver_name
    assert agreed(cast, file, **by_law, scope=(), refused=("health",), expires_on=None).state == "refused"


def test_a_consent_does_not_contradict_the_decision_it_stands_on(cast: Any) -> None:
    file = child(cast)
    with cast.as_somying() as viewer:
        made = guardian.decide_best_interest(
            file, by=viewer, question="May the clinic know?", decided_on=today(), decided_by="Somying, Mem",
            reasons="She needs care.", child_view="disagrees", review_on=today() + days(30),
        )  # fmt: skip
    stands: dict[str, Any] = {"giver": "best_interest", "capacity": "child", "best_interest": made}
    with pytest.raises(NotValid, match="says something else") as refusal:
        agreed(cast, file, **stands, child_view="agrees")
    assert "child_view" in refusal.value.errors
    assert agreed(cast, file, **stands, child_view="disagrees").pk


def test_a_guardian_of_another_case_decides_nothing_here(cast: Any) -> None:
    aunt = cleared(cast, child(cast))
    with pytest.raises(NotValid, match="another case"):
        agreed(cast, child(cast), giver="guardian", capacity="child", guardian=aunt, child_view="agrees")


# -- Taking it back


def test_withdrawal_stops_what_is_to_come_and_lists_what_has_gone(cast: Any) -> None:
    file = opened(cast)
    row = agreed(cast, file)
    first, second = send(cast, file), send(cast, file, scope=["basic"])
    with cast.as_somying() as viewer:
        ended = consent.withdraw(row, by=viewer, words="She does not trust the clinic any more.")
    assert {r.disclosure_id for r in ended.recalls} == {first.pk, second.pk}
    with pytest.raises(NotShared, match="taken back"):
        send(cast, file)
    with cast.as_somying() as viewer, pytest.raises(IllegalMove):
        consent.withdraw(row, by=viewer)
    with cast.as_somying() as viewer:
        told = consent.tell(ended.recalls[0], by=viewer)
        done = consent.answer(told, by=viewer, what="destroyed")
    assert (done.state, done.answer) == ("answered", "destroyed")


def test_taking_back_ends_every_consent_for_the_same(cast: Any) -> None:
    file = opened(cast)
    older, newer = agreed(cast, file), agreed(cast, file, recipient_name=" ")
    gone = send(cast, file)
    named, elsewhere = (
        agreed(cast, file, recipient_name="Invented Clinic"),
        agreed(cast, file, purpose="legal_help"),
    )
    with cast.as_somying() as viewer:  # said beforehand, whichever of the two is taken back
        book = ledger(viewer, file)
        assert [d.pk for d in book.gone_with(older)] == [d.pk for d in book.gone_with(newer)] == [gone.pk]
        assert book.gone_with(named) == []
    seen: list[Any] = []
    stops("test", lambda c, by: seen.append(c.pk) or ["Stopped."])
    try:
        with cast.as_somying() as viewer:
            ended = consent.withdraw(newer, by=viewer)
    finally:
        _stops.pop("test")
    assert (
        ended.consent.pk == newer.pk and set(seen) == {older.pk, newer.pk} and ended.stopped == ("Stopped.",)
    )
    assert [r.disclosure_id for r in ended.recalls] == [gone.pk]
    with cast.as_somying():
        states = dict(Consent.objects.filter(case=file).values_list("pk", "state"))
        assert Event.objects.filter(event="consent.withdrawn", case_id=file.pk).count() == 2
    assert (states[older.pk], states[newer.pk]) == ("withdrawn", "withdrawn")
    assert (states[named.pk], states[elsewhere.pk]) == ("given", "given")
    with pytest.raises(NotShared):
        send(cast, file)


def test_an_older_consent_for_an_office_does_not_keep_its_reach(cast: Any) -> None:
    file = opened(cast)
    to = office_key(cast.elsewhere.pk)
    agreed(cast, file, purpose="protection", recipient=to)
    row = agreed(cast, file, purpose="protection", recipient=to)
    with cast.as_somying() as viewer:
        cases.give_reach(file, cast.elsewhere, by=viewer, basis="legal")
        consent.withdraw(row, by=viewer)
    with cast.as_charlie():
        assert not Case.objects.filter(pk=file.pk).exists()


def test_what_is_registered_is_stopped_in_the_same_transaction(cast: Any) -> None:
    file = opened(cast)
    row = agreed(cast, file)
    seen: list[Any] = []
    stops("test", lambda c, by: seen.append(c.pk) or ["The referral was withdrawn."])
    try:
        with cast.as_somying() as viewer:
            assert "The referral was withdrawn." in consent.withdraw(row, by=viewer).stopped
    finally:
        _stops.pop("test")
    assert seen == [row.pk]


def test_a_receiving_office_is_told_and_no_longer_reads(cast: Any) -> None:
    file = opened(cast)
    to = office_key(cast.elsewhere.pk)
    row = agreed(cast, file, purpose="protection", recipient=to, scope=("basic", "identity"))
    with cast.as_somying() as viewer:
        cases.give_reach(file, cast.elsewhere, by=viewer, basis="shelter")
    send(cast, file, purpose="protection", recipient=to, scope=["identity"], form="referral")
    with cast.as_charlie():
        assert Case.objects.filter(pk=file.pk).exists()
    with cast.as_somying() as viewer:
        assert len(consent.withdraw(row, by=viewer).stopped) == 2
    with cast.as_charlie():
        assert not Case.objects.filter(pk=file.pk).exists()
        assert Notice.objects.get().kind == "consent-withdrawn"
    with cast.as_somying():
        assert Case.objects.filter(pk=file.pk).exists()


def test_another_consent_for_the_same_office_keeps_its_reach(cast: Any) -> None:
    file = opened(cast)
    to = office_key(cast.elsewhere.pk)
    row = agreed(cast, file, purpose="protection", recipient=to)
    agreed(cast, file, purpose="legal_help", recipient=to)
    with cast.as_somying() as viewer:
        cases.give_reach(file, cast.elsewhere, by=viewer, basis="legal")
        consent.withdraw(row, by=viewer)
    with cast.as_charlie():
        assert Case.objects.filter(pk=file.pk).exists()


def test_the_office_that_carries_the_case_keeps_it(cast: Any) -> None:
    file = opened(cast)
    row = agreed(cast, file, purpose="protection", recipient=office_key(cast.shelter.pk))
    with cast.as_somying() as viewer:
        consent.withdraw(row, by=viewer)
        assert Case.objects.filter(pk=file.pk).exists()


# -- Other grounds


def test_her_own_file_goes_to_her_alone(cast: Any) -> None:
    file = opened(cast)
    assert (
        send(cast, file, purpose="own_copy", recipient=PERSON, basis="own_file", form="download").consent_id
        is None
    )
    with pytest.raises(NotShared, match="nobody else"):
        send(cast, file, basis="own_file")


def test_own_work_stays_in_the_office(cast: Any) -> None:
    file = opened(cast)
    assert send(
        cast, file, purpose="office_work", recipient=office_key(cast.shelter.pk), basis="own_office"
    ).pk
    with pytest.raises(NotShared, match="leave the office"):
        send(cast, file, purpose="office_work", recipient=office_key(cast.police.pk), basis="own_office")


def test_a_summary_on_paper_stands_in_the_ledger(cast: Any, client: Any) -> None:
    from tests.harness.people import sign_in

    file = opened(cast)
    sign_in(client, cast.somying, cast.shelter)
    assert client.get(f"/cases/{file.pk}/summary/?name=1").status_code == 200
    with cast.as_somying():
        row = Disclosure.objects.get()
        assert (row.what, row.basis, row.scope) == ("summary", "own_office", ["identity"])


def test_danger_to_life_needs_its_reason_and_is_raised(cast: Any) -> None:
    file = opened(cast)
    with pytest.raises(NotValid, match="say why"):
        send(cast, file, basis="danger_to_life")
    with pytest.raises(NotValid, match="no ground"):
        send(cast, file, basis="because_we_can", reason="We always did it like this.")
    send(cast, file, basis="danger_to_life", reason="She is bleeding and unconscious; the clinic must know.")
    with cast.as_somying():
        assert Notice.objects.get().kind == "without-consent"


# -- The rule itself, without a database


class Row:
    def __init__(
        self, state: str, begins: int, length: int, scope: set[str], refused: set[str], place: int
    ) -> None:
        self.state, self.purpose, self.recipient, self.recipient_name = state, "p", "r", ""
        self.given_on = date(2026, 1, 1) + days(begins)
        self.expires_on = self.given_on + days(length)
        self.scope, self.refused, self.recorded_at = sorted(scope), sorted(refused - scope), place


GROUPS = ["basic", "health", "story", "photo"]
ROWS = st.lists(
    st.builds(
        Row, st.sampled_from(["given", "refused", "withdrawn", "ended"]), st.integers(0, 60), st.integers(0, 60),
        st.sets(st.sampled_from(GROUPS)), st.sets(st.sampled_from(GROUPS)), st.integers(0, 9),
    ),
    max_size=6,
)  # fmt: skip


@given(ROWS, st.sets(st.sampled_from(GROUPS), min_size=1), st.integers(0, 120))
def test_nothing_is_covered_that_nobody_agreed_to(rows: list[Any], scope: set[str], later: int) -> None:
    on = date(2026, 1, 1) + days(later)
    try:
        row: Any = covering(rows, purpose="p", recipient="r", scope=scope, on=on)
    except NotShared as refusal:
        assert refusal.sentence.endswith(".")
        return
    assert row.state == "given" and row.given_on <= on <= row.expires_on and scope <= set(row.scope)
    for other in rows:
        if (other.given_on, other.recorded_at) > (row.given_on, row.recorded_at) and other.given_on <= on:
            assert not scope & set(other.refused)
