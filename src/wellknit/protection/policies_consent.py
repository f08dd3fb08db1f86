"""May this consent be taken, does it cover this, may this leave on another ground? Knows rows, asks nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotNow, NotShared, NotValid
from wellknit.protection.codelists import label, named
from wellknit.protection.policies import day_in_words
from wellknit.protection.recipients import (
    PERSON,
    folded,
    is_known,
    meant,
    needs_name,
    office_key,
    reaches_origin,
)

# A consent is asked for again at least once a year: who agreed once did not agree for ever.
LONGEST = timedelta(days=366)


class Looked(Protocol):
    """Somebody who says he may decide for the child, and what looking at him found."""

    @property
    def name(self) -> str: ...
    @property
    def standing(self) -> str: ...


class Row(Protocol):  # read only: models and plain rows both fit
    """A consent as far as a decision about sharing needs it."""

    @property
    def state(self) -> str: ...
    @property
    def scope(self) -> Sequence[str]: ...
    @property
    def refused(self) -> Sequence[str]: ...
    @property
    def given_on(self) -> date: ...
    @property
    def expires_on(self) -> date | None: ...
    @property
    def recorded_at(self) -> Any: ...
    @property
    def purpose(self) -> str: ...
    @property
    def recipient(self) -> str: ...
    @property
    def recipient_name(self) -> str | None: ...


def groups_in_words(codes: Iterable[str]) -> str:
    """Data groups as a reader lists them."""
    return ", ".join(label("data-groups", code) for code in codes)


R = TypeVar("R", bound=Row)


def check_known(purpose: str, recipient: str, groups: Iterable[str]) -> None:
    """Codes that no list has cannot be agreed to, and cannot be shared."""
    if named("disclosure-purposes").entry(purpose) is None:
        raise NotValid(_("Choose what it is for."), {"purpose": _("Choose one.")})
    if not is_known(recipient):
        raise NotValid(_("Choose who receives it."), {"recipient": _("Choose one.")})
    unknown = [g for g in groups if named("data-groups").entry(g) is None]
    if unknown:
        raise NotValid(
            _("These are no parts a person can agree to: %(what)s.") % {"what": ", ".join(unknown)}
        )


def check_receiver_named(recipient: str, name: str) -> None:
    """“Somebody else” is nobody until a name stands beside it."""
    if needs_name(recipient) and not folded(name):
        raise NotValid(
            _("Who is it? “Somebody else” is only known by a name."), {"recipient_name": _("Give the name.")}
        )


def covering(
    rows: Iterable[R], *, purpose: str, recipient: str, scope: Collection[str], on: date, name: str = ""
) -> R:
    """The newest consent that covers all of `scope` for this purpose and recipient on a day.

    `name`: which one of this kind receives; who agreed to one by name agreed to no other.
    Raises `NotShared` with the nearest reason: nothing asked, somebody else, refused, taken back, run out, or less.
    """
    same = [r for r in rows if (r.purpose, r.recipient) == (purpose, recipient) and r.given_on <= on]
    same.sort(key=lambda r: (r.given_on, r.recorded_at), reverse=True)
    asked = about(same, name)
    meant = [r for r in asked if _means(r, name)]
    for row in meant:
        if in_force(row, on) and set(scope) <= open_groups(row, asked, on):
            return row
    if not meant and any(r.state == "given" for r in same):
        raise NotShared(
            _("The person agreed to another receiver of this kind, by name. Give the name that was agreed to, "
              "or ask the person about this one.")
        )  # fmt: skip
    raise NotShared(_why_not(meant, asked, scope, on))


def about(rows: Iterable[R], name: str) -> list[R]:
    """Rows whose no counts for a receiver: named the same, or not named on one of the two sides."""
    return [
        r for r in rows
        if meant(r.recipient, r.recipient_name) in ("", meant(r.recipient, name)) or not meant(r.recipient, name)
    ]  # fmt: skip


def _means(row: Row, name: str) -> bool:
    """Whether a yes was said to this receiver. A refusal that names nobody means everybody of the kind."""
    theirs = meant(row.recipient, row.recipient_name)
    if theirs:
        return theirs == meant(row.recipient, name)
    return row.state == "refused" or not needs_name(row.recipient)


def open_groups(row: R, asked: Sequence[R], on: date) -> frozenset[str]:
    """What a consent still opens: later rows for the same purpose and recipient may have said no to a part."""
    if not in_force(row, on):
        return frozenset()
    after = [r for r in asked if (r.given_on, r.recorded_at) > (row.given_on, row.recorded_at)]
    return frozenset(row.scope) - frozenset(code for r in after for code in r.refused)


def in_force(row: Row, on: date) -> bool:
    """Given, and neither ended nor run out on a day."""
    return row.state == "given" and row.given_on <= on and (row.expires_on is None or on <= row.expires_on)


def alike(rows: Iterable[R], one: Row, on: date) -> list[R]:
    """What is in force for the same purpose and receiver as this one, and by the same name: it ends with it."""
    key = (one.purpose, one.recipient, meant(one.recipient, one.recipient_name))
    return [
        r
        for r in rows
        if (r.purpose, r.recipient, meant(r.recipient, r.recipient_name)) == key and in_force(r, on)
    ]


def _why_not(meant: Sequence[R], asked: Sequence[R], scope: Collection[str], on: date) -> str:
    if not meant:
        return _(
            "Nobody has agreed to this. Ask the person: what is shared, with whom, what for. Then record the answer."
        )
    newest = meant[0]
    live = [r for r in meant if in_force(r, on)]
    if live:
        lacking = min((set(scope) - open_groups(r, asked, on) for r in live), key=len)
        return _("The consent does not cover: %(what)s. Leave this out, or ask for it first.") % {
            "what": groups_in_words(sorted(lacking))
        }
    if newest.state == "refused":
        return _("The person refused this on %(day)s. It stays here.") % {
            "day": day_in_words(newest.given_on)
        }
    if newest.state == "withdrawn":
        return _("The consent was taken back. Nothing more is sent on it; ask anew if the person wishes.")
    if newest.state == "ended":
        return _("The consent has ended: whoever gave it no longer speaks for the person. Ask anew.")
    ran_out = day_in_words(newest.expires_on) if newest.expires_on else ""
    return _("The consent ran out on %(day)s. Ask again before anything is shared.") % {"day": ran_out}


def check_term(given_on: date, expires_on: date | None, today: date) -> None:
    """A consent has an end, not before its beginning and within a year; it was not given tomorrow."""
    if given_on > today:
        raise NotValid(
            _("The consent was given in the future."), {"given_on": _("Give today or an earlier day.")}
        )
    if expires_on is None:
        raise NotValid(
            _("Until when does it hold?"), {"expires_on": _("Give the last day, at most a year from now.")}
        )
    if expires_on < given_on:
        raise NotValid(
            _("It ends before it begins. Check both days."), {"expires_on": _("Not before the first day.")}
        )
    if expires_on - given_on > LONGEST:
        raise NotValid(_("At most one year; then it is asked again."), {"expires_on": _("An earlier day.")})


def check_scope(scope: Collection[str], refused: Collection[str]) -> None:
    """Something was agreed to or refused, and nothing both."""
    both = set(scope) & set(refused)
    if both:
        raise NotValid(
            _("Both agreed to and refused: %(what)s. Ask once more.")
            % {"what": groups_in_words(sorted(both))},
            {"refused": _("Not what is agreed to.")},
        )
    if not scope and not refused:
        raise NotValid(
            _("Say what may be shared, or what was refused."), {"scope": _("Choose at least one.")}
        )


def check_giver(*, giver: str, capacity: str, as_child: bool, guardian_standing: str | None, has_best_interest: bool,
                child_view: str, refuses: bool) -> None:  # fmt: skip
    """Who may say yes. Anybody may say no: a refusal needs no capacity."""
    if refuses:
        return
    if giver == "self" and (as_child or capacity in named("capacities").flagged("not_self")):
        raise NotNow(
            _("She cannot decide this alone at the moment. A cleared guardian, a legal representative or a best-interest "
              "decision can; her own view is written down with it.")
        )  # fmt: skip
    if giver == "guardian":
        _check_guardian(guardian_standing)
    if giver == "best_interest" and not has_best_interest:
        raise NotValid(
            _("Record the best-interest decision first."), {"best_interest": _("Choose the decision.")}
        )
    if as_child and giver != "self":
        _check_child_view(giver, child_view)


def _check_guardian(standing: str | None) -> None:
    if standing is None:
        raise NotValid(_("Which guardian?"), {"guardian": _("Choose one, or add the guardian first.")})
    if standing == "suspected":
        raise NotNow(
            _("This guardian may be involved in what was done to the child and decides nothing. "
              "Record a best-interest decision, or ask for another guardian.")
        )  # fmt: skip
    if standing != "cleared":
        raise NotNow(
            _(
                "Nobody has looked yet whether this guardian may be involved. Look first, and write down the result."
            )
        )


def check_representative(name: str, guardians: Iterable[Looked]) -> None:
    """A legal representative has a name, and it is not the name of a guardian nobody has cleared."""
    if not folded(name):
        raise NotValid(
            _(
                "Who represents her? Without a name nobody can see whether it is somebody who may be involved."
            ),
            {"giver_name": _("Give the name.")},
        )
    for guardian in guardians:
        if folded(guardian.name) == folded(name):
            _check_guardian(guardian.standing)


def check_decision(decided: str, child_view: str) -> None:
    """What the child wants is the same in the decision and in what stands on it."""
    if decided != child_view:
        raise NotValid(
            _("The decision says something else about what the child wants: %(view)s. Ask the child again, and decide anew "
              "if that has changed.") % {"view": label("child-views", decided)},
            {"child_view": _("As in the decision.")},
        )  # fmt: skip


def _check_child_view(giver: str, child_view: str) -> None:
    if child_view in {"", "not_asked"}:
        raise NotValid(
            _("Ask the child too, and write down what she wants."), {"child_view": _("Choose one.")}
        )
    if child_view == "disagrees" and giver != "best_interest":
        raise NotNow(_("The child does not agree. Only a best-interest decision that heard her can go on."))


def check_private_talk(purpose: str, recipient: str, private_talk_on: date | None, given_on: date) -> None:
    """Nothing is agreed that may reach the country of origin before a talk alone about fear, family, officials.

    A message there can betray somebody who is stateless or persecuted, or warn a relative or official
    who took part (domain, section 4b).
    """
    origin = purpose in named("disclosure-purposes").flagged("origin") or reaches_origin(recipient)
    if origin and (private_talk_on is None or private_talk_on > given_on):
        raise NotValid(
            _(
                "Talk with her alone first, about fear, family and officials: this may reach her country of origin."
            ),
            {"private_talk_on": _("Give the day of that talk.")},
        )


def check_witnessed(manner: str, witness: str) -> None:
    """What is spoken or thumb-printed has a witness."""
    if manner in named("consent-manners").flagged("witness") and not witness.strip():
        raise NotValid(_("Who was there to witness it?"), {"witness": _("Give the name of the witness.")})


def check_basis(basis: str, *, recipient: str, own_office: Any, reason: str) -> None:
    """Leaving without consent: only on a ground of the list, with its reason, or where it does not leave at all."""
    entry = named("disclosure-bases").entry(basis)
    if entry is None:
        raise NotValid(_("This is no ground for sharing."), {"basis": _("Choose one of the list.")})
    if basis == "own_file" and recipient != PERSON:
        raise NotShared(_("Her own file goes to herself and to nobody else."))
    if basis == "own_office" and recipient != office_key(own_office):
        raise NotShared(
            _("This would leave the office. It needs her consent, or another ground that is written down.")
        )
    if "reason" in entry.flags and len(reason.strip()) < 10:
        raise NotValid(
            _("Without her consent, say why, in a sentence: it is read by those who review it."),
            {"reason": _("Write at least ten signs.")},
        )


def check_meant_for(meant: Collection[str], recipient: str, *, own_office: Any) -> None:
    """A letter to a clinic goes to a clinic: `meant` are codes of its template, `person` for herself."""
    code = recipient.removeprefix("list:")
    if meant and code not in meant and recipient not in {PERSON, office_key(own_office)}:
        names = ", ".join(label("recipients", m) for m in sorted(meant) if m != PERSON)
        raise NotValid(
            _("This letter was not written for this receiver. It is meant for: %(who)s.")
            % {"who": names or _("the person herself")},
            {"recipient": _("Choose another, or write another letter.")},
        )
