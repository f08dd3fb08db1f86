"""Every verb on a case × every relation to it: holder, let in, reach ended, another office, another country.

Whoever tries has all permissions there are, so what refuses is reach and nothing else. The holder's call goes
through: so it is the relation, and not a mistake in the call, that stops the others. Each try is undone.
"""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from django.db import DatabaseError
from django.http import Http404
from tests.harness.people import key_of, make_office
from tests.house.reach import calls, everybody, made
from tests.house.test_truth import verbs

from wellknit.platform.access.refusals import NotShared, NotYou
from wellknit.platform.access.viewer import viewer_scope

# What hangs on a case: a verb whose first argument is one of these belongs into tests/house/reach.py.
ON_A_CASE = {"Case", "Person", "Consent", "Goal", "Service", "Stay", "Guardian", "RightsNotification", "Identification",
             "Reservation", "LegalHold", "RetentionDecision", "Correction", "ConferenceDecision", "WorkPath"}  # fmt: skip
# Verbs of this kind that are tried elsewhere, and where.
ELSEWHERE = {
    "border.ask": "tests/unit/protection/test_border",
    "identification.ask_review": "only after a decision: tests/unit/protection/test_story",
    "case.end_reach": "test_relations and tests/journeys: an office is let in and its reach is taken back",
    "consent.tell": "a recall exists only after something left: tests/unit/protection/test_consent",
    "corridor_paper.write": "papers of a corridor: tests/unit/protection/test_corridor*",
    "disclosure.abroad": "tests/unit/protection/test_border",
    "document.add_pages": "as document.add, which it ends in",
    "document.keep": "as document.add, which it is",
    "document.keep_bytes": "as document.add",
    "journey.ask_to_send": "as journey.send, with a second person",
    "letter.write": "tests/unit/protection/test_letters",
    "retention.propose": "only of what is closed and over: as retention.approve",
    "sheet.let_out": "tests/unit/protection/test_border",
    "talk.write": "tests/unit/protection/test_border",
    "work.wish": "once a case: as work.take",
}
# What is asked inside the office that holds the case, and seen nowhere else.
HOLDERS_OWN = {"retention.approve", "retention.refuse"}
REFUSED = (Http404, NotYou, NotShared, DatabaseError)
OUTSIDE = ("ended", "outside", "abroad")


class _Undo(Exception):
    """Takes a try back."""


@pytest.fixture
def file(db: Any) -> Any:
    return made()


def _key(file: Any, relation: str, cursor: Any) -> str:
    """The session of somebody with every role in an office that stands so to the case."""
    if relation == "holder":
        return key_of(everybody(file.holder, "Hol Two"), file.holder)
    office = make_office(f"reach-{relation}", jurisdiction="MM" if relation == "abroad" else "TH")
    for case in file.cases:
        if relation in {"let_in", "ended"}:
            until = "NULL" if relation == "let_in" else "now() - interval '1 minute'"
            cursor.execute(
                "INSERT INTO access_grant (id, case_id, person_id, office_id, holder_id, basis, since, until) VALUES"
                f" (gen_random_uuid(), %s, %s, %s, NULL, 'shared', now() - interval '1 hour', {until})",
                [case.pk, case.person_id, office.pk],
            )
    return key_of(everybody(office, f"Any {relation}"), office)


def _tried(key: str, file: Any, call: Any) -> BaseException | None:
    """What a call raised, or None; nothing of it stays."""
    try:
        with viewer_scope(key) as viewer:
            call(file, viewer)
            raise _Undo
    except _Undo:
        return None
    except Exception as refused:  # what it was is judged above
        return refused


def test_a_verb_is_refused_outside_its_relation(file: Any, owner_cursor: Any) -> None:
    wrong = []
    holder = _key(file, "holder", owner_cursor)
    let_in = _key(file, "let_in", owner_cursor)
    for verb, call in calls().items():
        if refused := _tried(holder, file, call):
            wrong.append(f"{verb}: the holder's own call was refused, so it proves nothing: {refused!r}")
        if verb not in HOLDERS_OWN and isinstance(refused := _tried(let_in, file, call), Http404):
            wrong.append(f"{verb}: let in, and told that there is no such thing")
    for relation in OUTSIDE:
        key = _key(file, relation, owner_cursor)
        for verb, call in calls().items():
            refused = _tried(key, file, call)
            if not isinstance(refused, REFUSED):
                wrong.append(f"{verb}: {relation}, and it answered {refused!r}")
    assert not wrong, "\n".join(wrong)


def test_every_verb_on_a_case_is_tried() -> None:
    tried = set(calls()) | set(ELSEWHERE)
    missing = []
    for name, function in verbs():
        first = next(iter(inspect.signature(inspect.unwrap(function)).parameters.values()))
        verb = name.removeprefix("protection.")
        if str(first.annotation) in ON_A_CASE and verb not in tried:
            missing.append(verb)
    assert not missing, f"Add to tests/house/reach.py, or say in ELSEWHERE where it is tried: {missing}"
