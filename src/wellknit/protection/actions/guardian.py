"""Whoever may speak for a child: guardians, looked at first, and decisions in her best interest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.actions import clock, worklist
from wellknit.protection.actions import consent as consents
from wellknit.protection.actions.moving import locked
from wellknit.protection.codelists import named
from wellknit.protection.models import BestInterest, Case, Consent, Guardian
from wellknit.protection.permissions import RECORD_CONSENT, check_may
from wellknit.protection.policies import check_open
from wellknit.protection.states_consent import ConsentState


@transaction.atomic
def add(case: Case, *, by: Viewer, name: str, relation: str, contact: str = "") -> Guardian:
    """Write down who says he or she is the guardian; nobody has looked at him yet."""
    check_may(by, RECORD_CONSENT)
    fresh = locked(case)
    check_open(fresh.state)
    if not name.strip():
        raise NotValid(_("Give the guardian's name."), {"name": _("Give a name.")})
    added = Guardian.objects.create(
        case=fresh, name=name.strip(), relation=relation, contact=contact or None, added_by_id=by.person_id
    )
    record("guardian.added", target=added, case=fresh.pk, note={"relation": relation})
    return added


@dataclass(frozen=True)
class Looked:
    """What looking at a guardian led to: he, and the consents that ended because he may be involved."""

    guardian: Guardian
    ended: tuple[consents.Ended, ...]


@transaction.atomic
def look_at(
    guardian: Guardian, *, by: Viewer, standing: str, words: str, version: int | None = None
) -> Looked:
    """Clear a guardian, or doubt him. Doubt ends at once every consent he has given: nothing more goes out
    on his word, and who received on it is told."""
    check_may(by, RECORD_CONSENT)
    if standing not in {"cleared", "suspected"} or named("guardian-standings").entry(standing) is None:
        raise NotValid(_("Say whether this guardian may decide."), {"standing": _("Choose one.")})
    if not words.strip():
        raise NotValid(_("Write down how you looked, and what you found."), {"words": _("Give the reason.")})
    fresh = locked(guardian, version, disputed=("standing",))
    fresh.standing, fresh.standing_words = standing, words
    fresh.standing_at, fresh.standing_by_id = timezone.now(), by.person_id
    fresh.version += 1
    fresh.save()
    record("guardian.looked_at", target=fresh, case=fresh.case_id, fields=["standing"])
    given = (
        Consent.objects.filter(guardian=fresh, state=ConsentState.GIVEN) if standing == "suspected" else ()
    )
    ended = tuple(consents.end(c, by=by, reason="guardian_suspected") for c in given)
    return Looked(fresh, ended)


@transaction.atomic
def decide_best_interest(case: Case, *, by: Viewer, question: str, decided_on: date, decided_by: str, reasons: str,
                         child_view: str, review_on: date, child_words: str = "") -> BestInterest:  # fmt: skip
    """Record a best-interest decision: who decided, why, what the child wants, when it is looked at again."""
    check_may(by, RECORD_CONSENT)
    fresh = locked(case)
    check_open(fresh.state)
    needed = {"question": question, "decided_by": decided_by, "reasons": reasons}
    missing = {name: _("Fill this in.") for name, value in needed.items() if not value.strip()}
    if child_view in {"", "not_asked"}:
        missing["child_view"] = _("Ask the child, and write down what she wants.")
    if len([n for n in decided_by.replace(";", ",").replace("\n", ",").split(",") if n.strip()]) < 2:
        missing["decided_by"] = _("At least two people decide together: give their names and offices.")
    if decided_on > timezone.localdate():
        missing["decided_on"] = _("Give today or an earlier day.")
    if review_on <= decided_on:
        missing["review_on"] = _("After the decision.")
    if missing:
        raise NotValid(_("The decision is not complete."), missing)
    made = BestInterest.objects.create(
        case=fresh, question=question, decided_on=decided_on, decided_by=decided_by, reasons=reasons,
        child_view=child_view, child_words=child_words or None, review_on=review_on, recorded_by_id=by.person_id,
    )  # fmt: skip
    clock.stop("best-interest-review", case_id=fresh.pk)
    clock.start("best-interest-review", office_id=fresh.office_id, case_id=fresh.pk, day=review_on)
    record("best_interest.decided", target=made, case=fresh.pk)
    worklist.refresh(fresh.pk)
    return made
