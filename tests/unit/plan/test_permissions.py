"""Who may do what in the plan wing: every role against every unit, as a table that can be read."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from wellknit.plan import permissions as may
from wellknit.plan.reference_files import units
from wellknit.platform.access.refusals import NotYou
from wellknit.platform.access.rolefiles import roles
from wellknit.platform.access.viewer import Viewer

UNITS = [unit.code for unit in units()]
# role → who it drafts, endorses and answers for; a Thai office everywhere.
TABLE = {
    "task_force_drafter": ({"TH"}, set(), {"TH"}),
    "task_force_endorser": (set(), {"TH"}, {"TH"}),
    "secretariat_officer": ({"REG"}, {"REG"}, {"REG"}),
}


def viewer(role: str, country: str = "TH") -> Viewer:
    carried = frozenset(roles()[role]["permissions"])
    return Viewer(uuid4(), uuid4(), "x", "X", country, "X", frozenset({role}), carried)


def passes(check: Callable[..., None], *args: object) -> bool:
    try:
        check(*args)
    except NotYou:
        return False
    return True


@pytest.mark.parametrize("role", sorted(roles()))
def test_every_role_against_every_unit(role: str):
    drafts, endorses, owns = TABLE.get(role, (set(), set(), set()))
    somebody = viewer(role)
    assert {u for u in UNITS if passes(may.require_draft, somebody, u)} == drafts
    assert {u for u in UNITS if passes(may.require_endorse, somebody, u)} == endorses
    assert {u for u in UNITS if may.is_own(somebody, u)} == owns
    assert {u for u in UNITS if passes(may.require_owner, somebody, u)} == owns
    assert {u for u in UNITS if passes(may.require_reply, somebody, u)} == owns


@pytest.mark.parametrize("role", sorted(roles()))
def test_only_the_secretariat_reviews(role: str):
    assert passes(may.require_review, viewer(role)) == (role == "secretariat_officer")


@pytest.mark.parametrize("country", [unit for unit in UNITS if unit != "REG"])
def test_no_country_drafts_for_another(country: str):
    drafter = viewer("task_force_drafter", country)
    assert [u for u in UNITS if passes(may.require_draft, drafter, u)] == [country]
    assert may.unit_of(drafter) == country
    assert may.unit_of(viewer("secretariat_officer", country)) == "REG"
