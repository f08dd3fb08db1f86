"""From the notice of rights to the closing of a case, played by the seven who do it, over real pages.

Officer, social worker, team member, nurse, manager, supervisor, auditor: each does what is hers, and is refused what is
another's. The auditor sees at the end that all of it happened, and no name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.harness.people import make_office
from tests.journeys.desk import LATIN, NATIVE, Desk, opened

NOTICE = "notice-th-foreigner"
GROUNDS = {
    "acts": ["recruitment"],
    "means": ["deception"],
    "purposes": ["forced_labour"],
    "reasons": "As she told.",
}


@dataclass
class Cast:
    """Who plays."""

    officer: Desk
    worker: Desk
    nurse: Desk
    manager: Desk
    supervisor: Desk
    members: list[Desk]
    chair: Desk
    auditor: Desk


@pytest.fixture
def cast(db: Any) -> Cast:
    border = make_office("border-east", kind="border_guard", province="Sa Kaeo", may_detain=True)
    shelter, team = make_office("shelter-east", province="Sa Kaeo"), make_office("mdt-centre", kind="mdt")
    return Cast(
        officer=Desk(border, "first_responder", "Nok Invented"),
        worker=Desk(shelter, "social_worker", "Mali Invented"),
        nurse=Desk(shelter, "nurse", "Dara Invented"),
        manager=Desk(shelter, "shelter_manager", "Somchai Invented"),
        supervisor=Desk(shelter, "supervisor", "Chai Invented"),
        members=[Desk(team, "mdt_member", f"Member {n} Invented") for n in ("A", "B")],
        chair=Desk(team, "mdt_chair", "Ratri Invented"),
        auditor=Desk(make_office("audit", kind="ministry"), "auditor", "Atchara Invented"),
    )


def day() -> str:
    """Today as a clerk types it, in the country's era."""
    today = timezone.localdate()
    return f"{today.day} {today.month} {today.year + 543}"


def one(pattern: str, page: str) -> str:
    """The first thing of a page that looks so."""
    found = re.search(pattern, page)
    assert found, pattern
    return found[1]


def test_from_the_notice_of_rights_to_closure_each_does_what_is_hers(cast: Cast) -> None:
    case = opened(cast.officer, cast.worker)
    cast.officer.see("case", case, status=403)
    _rights(cast, case)
    _bed(cast, case)
    _health(cast, case)
    _plan(cast, case)
    _identified(cast, case)
    _looked_over(cast, case)
    _closed(cast, case)
    _seen(cast, case)


def _rights(cast: Cast, case: str) -> None:
    """The social worker explains rights in her language and asks for consent; a team member cannot do it for her."""
    told = {"because": "first", "how": "read_and_given", "understood": "yes", "choice": "wants_protection",
            "interpreter": "my", "p_place": "Shelter", "p_name": NATIVE, "p_date": day()}  # fmt: skip
    cast.members[0].send("explain", case, NOTICE, "my", status=403, **told)
    signing = cast.worker.send("explain", case, NOTICE, "my", **told)["Location"]
    notification = one(r"/explained/([0-9a-f-]{36})/sign/", signing)
    for role in ("person", "official", "witness", "interpreter"):
        cast.worker.send("notification_sign", notification, role=role, not_signed="does_not_wish")
    assert "Wants protection" in cast.worker.see("explained", case)
    asked = {"purpose": "health_care", "recipient": "list:hospital", "scope": ["basic", "health"], "giver": "self",
             "capacity": "full", "language": "my", "manner": "spoken", "witness": "Daw Khin", "given_on": day()}  # fmt: skip
    cast.nurse.send("consent_ask", case, status=403, **asked)
    until = timezone.localdate().replace(day=1) + timedelta(days=60)
    cast.worker.send("consent_ask", case, expires_on=f"{until.day} {until.month} {until.year + 543}", **asked)


def _bed(cast: Cast, case: str) -> None:
    """The manager keeps the beds; the social worker keeps one for her and puts her there."""
    cast.worker.see("place_keep", status=403)
    cast.manager.send("place_keep", accepting="on", languages=["th", "my"])
    cast.manager.send("unit_add", name="Women", beds="4", sexes=["female"], ages=["18+"])
    unit = one(r'<option value="([0-9a-f-]{36})"', cast.worker.see("bed_keep", case))
    cast.worker.send("bed_keep", case, unit=unit, hours="6")
    assert "A bed is kept in Women" in cast.worker.see("stays", case)
    cast.worker.send("stay_begin", case, kind="shelter", unit=unit, legal_basis="own_choice", voluntary="yes",
                     source="facility_record", began_on=day())  # fmt: skip
    assert "A bed is kept" not in cast.worker.see("stays", case)


def _health(cast: Cast, case: str) -> None:
    """The nurse writes what only health staff read, and a line for the others."""
    cast.nurse.send("health_write", case, kind="test", on=day(), text="ZZRESULTZZ")
    cast.nurse.send("health_advise", case, text="No long journey.", no_travel="on")
    assert "ZZRESULTZZ" in cast.nurse.see("health_part", case)
    cast.worker.see("health_part", case, status=403)
    assert "ZZRESULTZZ" not in cast.worker.see("case", case)


def _plan(cast: Cast, case: str) -> None:
    """What she wants, in her words; the danger, with a day to look again that is a time limit."""
    cast.worker.send("goal_add", case, words="I want to sew.", language="my")
    page = cast.worker.see("risk", case)
    lines = dict.fromkeys(re.findall(r'name="(line_[a-z_]+)"', page), "no")
    cast.worker.send("risk", case, on=day(), took_part="with_interpreter", **lines)
    assert "Look at the risk again" in cast.worker.see("case", case)
    assert "I want to sew." in cast.manager.see("care_plan", case)


def _identified(cast: Cast, case: str) -> None:
    """The team is let in on a ground, each gives an opinion, its chair decides."""
    cast.members[0].see("case", case, status=404)
    cast.worker.send("reach_give", case, office=str(cast.chair.office.pk), basis="identification",
                     ground="legal_duty", reason="A team identifies, says the law.")  # fmt: skip
    cast.worker.send("identification_begin", case)
    found = one(r"/identification/([0-9a-f-]{36})/opinion/", cast.worker.see("identification", case))
    for desk, kind in zip((*cast.members, cast.chair), ("police", "social_worker", "lawyer"), strict=True):
        desk.send("opinion", found, member_kind=kind, view="recognised", **GROUNDS)
    cast.members[0].see("decide", found, status=403)
    version = one(r'name="version" value="(\d+)"', cast.chair.see("decide", found))
    cast.chair.send("decide", found, result="recognised", version=version, **GROUNDS)
    assert "Recognised" in cast.worker.see("identification", case)


def _looked_over(cast: Cast, case: str) -> None:
    """The supervisor sees what is late and draws files to look at; the manager reads the week without names."""
    assert cast.supervisor.see("oversight")
    cast.worker.see("file_audit_draw", status=403)
    drawn = cast.supervisor.send("file_audit_draw", size="1")["Location"]
    assert LATIN not in cast.supervisor.client.get(drawn).content.decode()
    week = cast.manager.see("week")
    assert LATIN not in week and NATIVE not in week


def _closed(cast: Cast, case: str) -> None:
    """She has left the shelter; the supervisor closes what a nurse cannot."""
    stay = one(r"/stays/([0-9a-f-]{36})/end/", cast.worker.see("stays", case))
    cast.worker.send("stay_end", stay, ended_on=day(), version="1")
    cast.nurse.send("case_close", case, reason="reintegrated", status=403)
    version = one(r'name="version" value="(\d+)"', cast.supervisor.see("case_close", case))
    cast.supervisor.send("case_close", case, reason="reintegrated", version=version)
    page = cast.worker.see("case", case)
    assert "Closed on" in page and "Look at the risk again" not in page, "its time limits have ended"


def _seen(cast: Cast, case: str) -> None:
    """The auditor reads that it happened and by whom; she reaches no case and sees no name."""
    trail = cast.auditor.see("trail", query=f"?case={case}") + cast.auditor.see(
        "trail", query=f"?case={case}&page=2"
    )
    for desk in (cast.worker, cast.nurse, cast.supervisor, cast.chair, *cast.members):
        assert desk.user.name in trail, desk.user.name
    assert LATIN not in trail and NATIVE not in trail and "ZZRESULTZZ" not in trail
    cast.auditor.see("case", case, status=403)
