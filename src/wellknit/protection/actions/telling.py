"""Telling the other country what a step allows, as far as the person agreed, and not one step earlier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.pathkinds import FIELD_GROUPS, StepPath
from wellknit.platform.access.refusals import NotNow, NotShared, NotYou
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.exchange import outbox
from wellknit.protection import border_bodies as bodies
from wellknit.protection import policies_border as border_policies
from wellknit.protection.actions import consent, disclosure, talk, walking
from wellknit.protection.corridors import path_of
from wellknit.protection.models import Case, Journey, Step
from wellknit.protection.permissions import TELL_ABROAD, check_may
from wellknit.protection.policies_meeting import HANDOVER
from wellknit.protection.tellable import told


def groups_of(fields: Iterable[str]) -> frozenset[str]:
    """The parts of a consent that these fields belong to."""
    return frozenset(FIELD_GROUPS[name] for name in fields)


@transaction.atomic
def tell(step: Step, *, by: Viewer, given: Mapping[str, Any] | None = None, quietly: bool = False) -> bool:
    """Tell the other country what this step allows, as far as the person agreed; True when something went.

    given: what is told, by field, also what stands in no file (where the family was last seen, a place of
    handover); what is left out is not told. Without it goes what the file knows. Told once is told; the rest of the
    step's fields can be told later, while it is open. quietly: where the person has not agreed (yet), or this is
    not for whoever took the step, nothing goes and the page says so, instead of `NotShared`, `NotYou`.
    """
    journey = step.journey
    if not walking.sender_here(journey) or not step.fields:
        return False
    if quietly and not by.may(TELL_ABROAD):
        return _not_told(step, journey)  # who may move a step and not tell leaves the telling to a colleague
    check_may(by, TELL_ABROAD)
    if step.state != "open":
        raise NotNow(_("This step has been taken; what it allowed is no longer told."))
    try:
        return _disclose(step, journey, given, by)
    except (NotShared, NotYou):
        if not quietly:
            raise
        return _not_told(step, journey)


def _not_told(step: Step, journey: Journey) -> bool:
    record("journey.not_told", target=journey, case=journey.case_id, note={"step": step.code})
    return False


def check_goes_on(journey: Journey) -> None:
    """Nothing more is asked, and nothing said beside the steps, where the talk or the consent no longer stands.

    For the side that asks. A rescue stands on a life; and after the handover somebody may have to be looked for.
    Raises `NotShared`.
    """
    path = path_of(journey)
    if not walking.sender_here(journey) or path.basis or journey.case_id is None:
        return
    case = walking.file_of(journey)
    if case is None:
        raise NotShared(_("Another office holds the file now. It decides what goes out."))
    if journey.state == "withdrawn":
        raise NotShared(_("The journey was withdrawn; nothing more goes out for it."))
    if journey.steps.filter(code=HANDOVER, state="taken", verb="handed_over").exists():
        return
    border_policies.check_talk(talk.newest(case.pk), timezone.localdate())
    consent.check_covers(case, path.purpose, journey.partner, ("basic",))


def _disclose(step: Step, journey: Journey, given: Mapping[str, Any] | None, by: Viewer) -> bool:
    path = path_of(journey)
    case = walking.file_of(journey)
    if case is None and journey.case_id is not None:
        raise NotShared(_("Another office holds the file now. It decides what goes out."))
    known = _known(told(case, step.fields) if case else {}, given)
    fresh = {
        name: known[name] for name in step.fields if known.get(name) and name not in (step.disclosed or {})
    }
    if not fresh:
        return False
    basis = journey.consent_id
    if not path.basis and case is not None:
        fresh, basis = _on_consent(step, journey, case, path, fresh, by)
    step.disclosed = {**(step.disclosed or {}), **fresh}
    step.save(update_fields=["disclosed"])
    if journey.node:
        outbox.queue("journey.told", to=journey.node, body=bodies.told_at(step, fresh), journey=journey.pk, basis=basis,
                     by=by)  # fmt: skip
    return True


def _known(file: Mapping[str, Any], given: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is told: all that the file knows, or only what was given. A list or a yes is told as the file has it."""
    if given is None:
        return dict(file)
    return {
        name: file[name] if not isinstance(file.get(name, ""), str) else value
        for name, value in given.items()
    }


def agreed(journey: Journey, case: Case, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Of these fields, those that a consent in force lets go to the other country of a journey."""
    groups = disclosure.filtered(case, path_of(journey).purpose, journey.partner, groups_of(fields))
    return {name: value for name, value in fields.items() if FIELD_GROUPS[name] in groups}


def _on_consent(
    step: Step, journey: Journey, case: Case, path: StepPath, fresh: dict[str, Any], by: Viewer
) -> tuple[dict[str, Any], UUID | None]:
    """What of it the person agreed to, and the row of the ledger it goes by."""
    border_policies.check_talk(talk.newest(case.pk), timezone.localdate())
    fields = agreed(journey, case, fresh)
    if not fields:
        raise NotShared(_("The person has not agreed that this is told. Ask first, then tell it from here."))
    gone = disclosure.abroad(
        case, by=by, purpose=path.purpose, recipient=journey.partner, scope=groups_of(fields),
        what=f"{path.id}:{step.code}", fields=list(fields),
    )  # fmt: skip
    return fields, gone.consent_id
