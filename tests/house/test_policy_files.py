"""Policy is data: the files fit their schemas, one another, and the state machines of the code."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from wellknit.lib import policykinds as kinds
from wellknit.lib.moves import Machine
from wellknit.lib.policycheck import check_all
from wellknit.lib.policydata import load_all

SRC = Path(__file__).resolve().parents[2] / "src" / "wellknit"


def machines() -> list[Machine]:
    """Every state machine of every wing, from its states.py."""
    found = []
    for path in sorted(SRC.glob("*/states.py")):
        module = import_module(f"wellknit.{path.parent.name}.states")
        found += [value for value in vars(module).values() if isinstance(value, Machine)]
    return found


def test_the_policy_files_have_no_problem() -> None:
    problems = check_all()
    assert not problems, "\n".join(str(problem) for problem in problems)


def test_every_clock_that_a_move_starts_has_a_rule() -> None:
    rules = {rule.id for clocks in load_all(kinds.CLOCKS) for rule in clocks.rules}
    named = {move.clock for machine in machines() for move in machine.moves if move.clock}
    assert not named - rules, f"Add to data/clocks/, or name another: {sorted(named - rules)}"


def test_every_owner_of_a_move_is_a_role() -> None:
    roles = {role.code for role in load_all(kinds.ROLES)}
    owners = {move.owner for machine in machines() for move in machine.moves}
    assert not owners - roles, f"Owners are roles of data/roles/: {sorted(owners - roles)}"
