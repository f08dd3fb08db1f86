"""The living stories, acted out by the cast through the same verbs the pages use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from wellknit.commands.acting import as_role
from wellknit.lib.screening import Age
from wellknit.platform.identity.models import Membership, Office, User
from wellknit.protection.actions import case, identification, referral, screening, sharing, stay
from wellknit.protection.actions.identification import Grounds
from wellknit.protection.actions.person import Who
from wellknit.protection.models import Case, Identification, Referral
from wellknit.web.demo.cast import StaffSpec, cast
from wellknit.web.demo.living import Happened, LivingStory, living_stories
from wellknit.web.demo.seeding import long_ago, playing

TEAM = "mdt-centre"
CHAIR = "ratri"


@dataclass
class Played:
    """What has become of a story so far."""

    story: LivingStory
    sent: Referral | None = None
    file: Case | None = None
    named: Identification | None = None
    asked: set[str] = field(default_factory=set)

    @property
    def office(self) -> str:
        """Code of the office that carries it."""
        return self.story.entry.office


def replay_stories(now: datetime) -> int:
    """Act all stories out, each step at its own moment; returns how many."""
    stories = living_stories(now)
    for story in stories:
        played = Played(story)
        for step in story.happened:
            _STEPS[step.event](played, step)
    return len(stories)


def staff(key: str) -> StaffSpec:
    """One of the cast."""
    return cast().person(key)


def worker_of(played: Played) -> str:
    """Address of the social worker of the story's office; lent from elsewhere where it has none."""
    wanted = played.story.entry.worker
    at_office = [p for p in cast().people if p.office == played.office and "social_worker" in p.roles]
    person = staff(wanted) if wanted else (at_office[0] if at_office else staff("mali"))
    if person.office != played.office:
        _lend(person, played.office)
    return person.email


def _lend(person: StaffSpec, office_code: str) -> None:
    with as_role("owner"):
        user, office = User.objects.get(email=person.email), Office.objects.get(code=office_code)
        Membership.objects.get_or_create(
            user=user, office=office, role="social_worker", defaults={"since": long_ago()}
        )


def office(code: str) -> Office:
    """An office by its code."""
    with as_role("owner"):
        return Office.objects.get(code=code)


def _screened(played: Played, step: Happened) -> None:
    entry, who = played.story.entry, played.story.who
    told = screening.Told(
        indicator_set="first-contact", answers=played.story.answers, age=Age(entry.age), sex=who.sex, agrees="yes",
        language=who.languages[0] if who.languages[0] in {"th", "lo", "km", "my", "vi", "zh"} else "en",
        nationality=who.nationality, place_kind=entry.place_kind,
        identity={"name_native": who.name_native, "name_latin": who.name_latin, "age_statement": entry.statement},
    )  # fmt: skip
    screener = staff(entry.screened_by)
    with playing(screener.email, screener.office, step.at) as viewer:
        first = (
            "shelter-centre"
            if any(h.event == "referral.declined" for h in played.story.happened)
            else played.office
        )
        if first == played.office and any(h.event == "referral.declined" for h in played.story.happened):
            first = "shelter-north"
        played.sent = screening.submit(told, by=viewer, to_office=office(first)).referral
    if played.sent is None:
        raise ValueError(f"Story {played.story.key} points to nothing; check its answers.")


def _sent(played: Played, step: Happened) -> None:
    if played.sent is not None and played.sent.state == "declined":
        screener = staff(played.story.entry.screened_by)
        with playing(screener.email, screener.office, step.at) as viewer:
            played.sent = referral.send_on(played.sent, to_office=office(played.office), by=viewer)


def _declined(played: Played, step: Happened) -> None:
    assert played.sent is not None
    at_first = played.sent.to_office.code
    worker = next(p for p in cast().people if p.office == at_first and "social_worker" in p.roles)
    with playing(worker.email, at_first, step.at) as viewer:
        played.sent = referral.decline(played.sent, by=viewer, reason="no_capacity")


def _asked(played: Played, step: Happened) -> None:
    assert played.sent is not None
    with playing(worker_of(played), played.office, step.at) as viewer:
        played.sent = referral.ask(played.sent, by=viewer, question="Can he share a room with three others?")


def _accepted(played: Played, step: Happened) -> None:
    assert played.sent is not None
    with playing(worker_of(played), played.office, step.at) as viewer:
        played.sent = referral.accept(played.sent, by=viewer)


def _opened(played: Played, step: Happened) -> None:
    who, band = played.story.who, _band(played.story, step.at.date())
    known = Who(
        sex=who.sex, name_native=who.name_native, name_latin=who.name_latin, aliases=who.aliases,
        birth=who.birth.serialise(), nationality=who.nationality, languages=who.languages,
    )  # fmt: skip
    opening = case.Opening(
        age_band=band, searched=True, presumed_child=band == "unknown", exploitation=who.exploitation,
        age_assessment_due=(step.at + timedelta(days=7)).date() if band == "unknown" else None,
        summary=played.story.entry.told, opened_on=timezone.localtime(step.at).date(),
    )  # fmt: skip
    with playing(worker_of(played), played.office, step.at) as viewer:
        played.file = case.open(known, opening, by=viewer, referral=played.sent)
        case.note(played.file, played.story.entry.told, by=viewer)


def _band(story: LivingStory, on: date) -> str:
    from wellknit.lib.dates import age_band

    return age_band(story.who.birth, on)


def _sheltered(played: Played, step: Happened) -> None:
    assert played.file is not None
    day = timezone.localtime(step.at).date()
    spell = stay.Spell("shelter", "own_choice", "yes", "facility_record", day, facility=office(played.office))
    with playing(worker_of(played), played.office, step.at) as viewer:
        stay.begin(played.file, spell, by=viewer)


def _in_custody(played: Played, step: Happened) -> None:
    """What the person tells of nights in a cell, before the shelter or until now."""
    assert played.file is not None
    came = [timezone.localtime(h.at).date() for h in played.story.happened if h.event == "stay.begun"]
    told_on = timezone.localtime(step.at).date()
    until = min([*came, told_on])
    began = until - timedelta(days=max(1, played.story.entry.custody_nights))
    spell = stay.Spell("police_cell", "none_known", "no", "persons_account", began, until if came else None)
    with playing(worker_of(played), played.office, step.at) as viewer:
        stay.begin(played.file, spell, by=viewer)


def _stay_ended(played: Played, step: Happened) -> None:
    assert played.file is not None
    with playing(worker_of(played), played.office, step.at) as viewer:
        living = played.file.stays.get(ended_on=None)
        stay.end(living, by=viewer, ended_on=timezone.localtime(step.at).date())


def _begun(played: Played, step: Happened) -> None:
    assert played.file is not None
    with playing(worker_of(played), played.office, step.at) as viewer:
        played.named = identification.begin(played.file, by=viewer)
        sharing.let_in(
            played.file, office(TEAM), by=viewer, what_for="identification", ground="legal_duty",
            reason="The team identifies, by the procedure of this country.",
        )  # fmt: skip


def grounds(played: Played) -> Grounds:
    """What the team finds in an invented story."""
    purpose = "other_sexual" if played.story.who.exploitation == "sexual" else "forced_labour"
    return Grounds(("recruitment",), ("deception",), (purpose,))


def _opinion(played: Played, step: Happened, view: str = "recognised") -> None:
    assert played.named is not None
    team = [p for p in cast().people if p.office == TEAM and "mdt_member" in p.roles]
    kinds = identification.procedure_of(played.named).member_kinds
    free = [p for p in team if p.key not in played.asked and (not kinds or p.member_kind in kinds)]
    if not free:
        return
    played.asked.add(free[0].key)
    with playing(free[0].email, TEAM, step.at) as viewer:
        identification.give_opinion(
            played.named, by=viewer, member_kind=free[0].member_kind, view=view,
            grounds=grounds(played) if view == "recognised" else Grounds(), reasons="Invented reasons of an invented talk.",
        )  # fmt: skip


def _decided(result: str) -> Callable[[Played, Happened], None]:
    def decide(played: Played, step: Happened) -> None:
        assert played.named is not None
        if result != "pending":
            for _ in range(identification.procedure_of(played.named).quorum.members):
                _opinion(played, step, result)
        with playing(staff(CHAIR).email, TEAM, step.at) as viewer:
            identification.decide(
                played.named, by=viewer, result=result, grounds=grounds(played) if result == "recognised" else Grounds(),
                reasons="Invented reasons.", missing=("interview",) if result == "pending" else (),
            )  # fmt: skip

    return decide


def _review(played: Played, step: Happened) -> None:
    assert played.named is not None
    with playing(worker_of(played), played.office, step.at) as viewer:
        identification.ask_review(
            played.named, by=viewer, asked_by="person", grounds="She was not heard with an interpreter."
        )


def _closed(played: Played, step: Happened) -> None:
    assert played.file is not None
    with playing(worker_of(played), played.office, step.at) as viewer:
        case.close(played.file, by=viewer, reason=played.story.entry.closed_as or "stayed")


def _reopened(played: Played, step: Happened) -> None:
    assert played.file is not None
    with playing(worker_of(played), played.office, step.at) as viewer:
        case.reopen(played.file, by=viewer)


_STEPS: dict[str, Callable[[Played, Happened], Any]] = {
    "screening.submitted": _screened,
    "referral.sent": _sent,
    "referral.declined": _declined,
    "referral.asked": _asked,
    "referral.accepted": _accepted,
    "case.opened": _opened,
    "stay.begun": _sheltered,
    "stay.custodial_recorded": _in_custody,
    "stay.ended": _stay_ended,
    "identification.begun": _begun,
    "identification.opinion_given": _opinion,
    "identification.left_pending": _decided("pending"),
    "identification.recognised": _decided("recognised"),
    "identification.not_recognised": _decided("not_recognised"),
    "identification.review_asked": _review,
    "case.closed": _closed,
    "case.reopened": _reopened,
}
