"""The way into work outside the place of stay, with the clocks a country's rule sets to its offices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.carekinds import WorkRules
from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection import policies_care as policies
from wellknit.protection.actions import clock, worklist
from wellknit.protection.actions.care import offered
from wellknit.protection.actions.moving import locked
from wellknit.protection.models import Case, Stay, WorkPath
from wellknit.protection.permissions import GIVE_SERVICES, check_may
from wellknit.protection.policies import check_open
from wellknit.protection.states_care import WORK


def rules_of(case: Case) -> WorkRules | None:
    """What the country's list says of work; None where no document says anything."""
    return offered(case.jurisdiction).work


def needs_permit(case: Case, rules: WorkRules | None) -> bool:
    """Whether a permission to stay comes first: for who is not a citizen, where the rule asks for it."""
    return (
        rules is not None
        and rules.permission_for == "not_citizens"
        and case.person.nationality != case.jurisdiction
    )


@transaction.atomic
def wish(case: Case, *, by: Viewer, on: date | None = None) -> WorkPath:
    """The person wishes to work outside. Nobody is asked to: there is no clock before she says so."""
    check_may(by, GIVE_SERVICES)
    fresh = locked(case)
    check_open(fresh.state)
    there = WorkPath.objects.filter(case=fresh).first()
    if there is not None:
        return take(there, "wish_again", by=by, on=on)
    rules = rules_of(fresh)
    day = on or timezone.localdate()
    policies.check_past(day, timezone.localdate())
    path = WorkPath.objects.create(
        case=fresh, state=WORK.begin("wish").to_state, needs_permit=needs_permit(fresh, rules),
        days={"wish": day.isoformat()}, by_id=by.person_id,
    )  # fmt: skip
    _clocks(path, "wish", rules)
    record("work.wished", target=path, case=fresh.pk)
    worklist.refresh(fresh.pk)
    return path


@transaction.atomic
def take(path: WorkPath, verb: str, *, by: Viewer, on: date | None = None, version: int | None = None,
         terms: Mapping[str, Any] | None = None) -> WorkPath:  # fmt: skip
    """One step (see `states_care.WORK`). `agree` takes `terms`: employer, terms, province, sectors, wage_kept."""
    check_may(by, GIVE_SERVICES)
    fresh = locked(path, version, disputed=("state",))
    rules = rules_of(fresh.case)
    day = on or timezone.localdate()
    policies.check_past(day, timezone.localdate())
    if verb == "coordinate" and fresh.needs_permit and fresh.state == "wished":
        raise NotNow(_("Apply for the permission to stay first."))
    move = WORK.check(fresh.state, verb)
    _check_order(fresh, day)
    if verb == "agree":
        _agree(fresh, rules, terms or {})
    fresh.state = move.to_state
    fresh.days = {**({} if verb == "wish_again" else fresh.days), verb: day.isoformat()}
    fresh.version += 1
    fresh.save()
    _clocks(fresh, verb, rules)
    record(move.event, target=fresh, case=fresh.case_id)
    worklist.refresh(fresh.case_id)
    return fresh


def _check_order(path: WorkPath, day: date) -> None:
    if path.days and day.isoformat() < max(path.days.values()):
        raise NotValid(
            _("This step lies before the one before it. Check the day."), {"on": _("Give a later day.")}
        )


def _agree(path: WorkPath, rules: WorkRules | None, terms: Mapping[str, Any]) -> None:
    policies.check_words(str(terms.get("employer", "")), "employer", _("Give the employer."))
    policies.check_province(rules, str(terms.get("province", "")), _province_of_shelter(path.case_id))
    policies.check_wage(rules, bool(terms.get("wage_kept")))
    path.employer, path.terms = terms["employer"], terms.get("terms") or None
    path.province, path.wage_kept = str(terms.get("province", "")), bool(terms.get("wage_kept"))
    path.sectors = list(terms.get("sectors", ()))


def _province_of_shelter(case_id: Any) -> str:
    stay = (
        Stay.objects.filter(case_id=case_id, ended_on=None)
        .select_related("facility")
        .order_by("-began_on")
        .first()
    )
    return stay.facility.province if stay and stay.facility else ""


def _clocks(path: WorkPath, verb: str, rules: WorkRules | None) -> None:
    """Stop what this step answers and start what it sets going. A clock moves an office, never the person."""
    if rules is None:
        return
    every = (rules.stay_clock, rules.coordination_clock, rules.agreement_clock)
    if verb in {"drop", "end_work"}:
        clock.stop(*every, case_id=path.case_id, cancelled=verb == "drop")
        return
    first = rules.stay_clock if path.needs_permit else rules.coordination_clock
    starts = {
        "wish": first,
        "wish_again": first,
        "apply_stay": rules.coordination_clock,
        "coordinate": rules.agreement_clock,
    }
    stops = {"apply_stay": (rules.stay_clock,), "coordinate": every[:2], "agree": every}
    if verb in stops:
        clock.stop(*stops[verb], case_id=path.case_id)
    if verb in starts and path.case.state == "open":
        clock.start(starts[verb], office_id=path.case.office_id, case_id=path.case_id)
