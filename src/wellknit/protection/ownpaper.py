"""A person's own file as a document in her language: what is kept about her, with other people's names blanked."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext as _

from wellknit.lib.blanking import blanker
from wellknit.lib.dates import Era, PartialDate, format_date
from wellknit.lib.documents.tree import Block, Bullets, Cell, Column, Document, Grid, Heading, Keys, Para, Row
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.identity.models import Membership, Office, User
from wellknit.protection import models as held
from wellknit.protection.codelists import label
from wellknit.protection.healthpapers import of_health
from wellknit.protection.models import Case
from wellknit.protection.names import birth_of
from wellknit.protection.permissions import DISCLOSE, READ_CASES, check_may
from wellknit.protection.queries import casefile
from wellknit.protection.recipients import told

# What of the file the document holds, as parts of codelists/data-groups: what the disclosure row says has left.
GROUPS = (
    "basic",
    "contact",
    "documents",
    "identity",
    "place_of_stay",
    "plan",
    "rights_choice",
    "status",
    "story",
)

Say = Callable[[str], str]


def languages_for(case: Case) -> list[str]:
    """Her languages first, then those of the house, then English; only ones the house can write."""
    known = [code.split("-")[0] for code, _name in settings.LANGUAGES]
    wanted = [*case.person.languages, *settings.CHARTER.get("languages", ()), "en"]
    return [code for code in dict.fromkeys(wanted) if code in known]


@cache
def sentences() -> tuple[str, ...]:
    """The sentences of this paper, as they stand in this file."""
    calls = (node for node in ast.walk(ast.parse(Path(__file__).read_text())) if isinstance(node, ast.Call))
    said = (call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_")
    return tuple(
        text.value for text in said if isinstance(text, ast.Constant) and isinstance(text.value, str)
    )


def is_whole(language: str) -> bool:
    """Whether every sentence of the paper is written in this language; what is not would stand in English."""
    with override(language):
        return language == "en" or all(gettext(sentence) != sentence for sentence in sentences())


def third_names(viewer: Viewer, case: Case) -> list[str]:
    """Names of others that the house knows in this file: staff, guardians, interpreters, witnesses, signers.

    Staff: of every office that ever had a hand in it, whoever works there or did.
    """
    of_staff = User.objects.filter(memberships__office_id__in=_offices(viewer, case)).values_list(
        "name", flat=True
    )
    found: list[str | None] = list(of_staff)
    found += [g.name for g in held.Guardian.objects.filter(case=case)]
    for consent in held.Consent.objects.filter(case=case):
        found += [consent.giver_name, consent.interpreter_name, consent.witness]
    found += [s.name for s in held.Signature.objects.filter(case=case)]
    own = _own_forms(case)
    return [name for name in dict.fromkeys(found) if name and name not in own]


def _offices(viewer: Viewer, case: Case) -> set[Any]:
    found = {case.office_id, *(reader.office_id for reader in casefile.readers(viewer, case))}
    found |= set(held.Note.objects.filter(case=case).values_list("by_office_id", flat=True))
    found |= set(held.Service.objects.filter(case=case).values_list("provider_id", flat=True))
    if case.referral:
        found |= {case.referral.from_office_id, case.referral.to_office_id}
    for ends in held.Journey.objects.filter(case=case).values_list("from_office_id", "to_office_id"):
        found |= set(ends)
    members = held.Opinion.objects.filter(case=case).values_list("member_id", flat=True)
    found |= set(Membership.objects.filter(user_id__in=members).values_list("office_id", flat=True))
    return found - {None}


def _staff_elsewhere(case: Case) -> list[str]:
    """Everybody else who works at this node: out of the text where the whole name stands in it."""
    own = _own_forms(case)
    return [name for name in User.objects.values_list("name", flat=True) if name and name not in own]


def _own_forms(case: Case) -> set[str]:
    person = case.person
    return {form for form in (person.name_native, person.name_latin, *(person.aliases or ())) if form}


def own_file(viewer: Viewer, case: Case, language: str, also: Iterable[str] = ()) -> Document:
    """The document. `also`: further names to blank, which whoever prepares it found in the texts.

    Health entries are not in it: who treats her gives her those, and explains them.
    """
    check_may(viewer, READ_CASES)
    check_may(viewer, DISCLOSE)
    record("case.own_file_prepared", target=case, case=case.pk)
    blank = blanker([*third_names(viewer, case), *also], _staff_elsewhere(case))

    def clean(text: str | None) -> str:
        return blank(text) if text else ""

    with override(language):
        blocks = [*_head(), *_who(case, language), *_case(case, clean, language), *_stays(case, clean, language),
                  *_plan(case, clean), *_consents(case, clean, language), *_gone(case, clean, language),
                  *_papers(case, clean, language), *_notes(case, clean, language), *_corrections(case, clean), *_rights()]  # fmt: skip
        dated = _day(timezone.localdate(), language)
        return Document(title=_("What is kept about you"), subtitle=case.code, blocks=tuple(blocks), language=language,
                        running=case.code, dated=dated, classification=_("For the person herself"))  # fmt: skip


def _day(value: date | datetime | PartialDate | None, language: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return format_date(value, language=language, era=Era.BE if language == "th" else None)


def _head() -> list[Block]:
    return [
        Para(_("This is your file as the office holds it today. It is yours to take and to show to whom you want."), "lead"),
        Para(_("Names of staff, guardians, interpreters and witnesses that are known here are blanked, and those the office found when it read this. Other names may still stand in what was written."), "note"),
    ]  # fmt: skip


def _who(case: Case, language: str) -> list[Block]:
    person = case.person
    pairs = [
        (_("Name"), person.name_native or person.name_latin or "–"),
        (_("Name in Latin letters"), person.name_latin or "–"),
        (_("Other names"), ", ".join(person.aliases or ()) or "–"),
        (_("Born"), _day(birth_of(person), language)),
        (_("Sex"), label("sex", person.sex)),
        (_("Nationality"), label("countries", person.nationality) or "–"),
        (_("Languages"), ", ".join(label("languages", code) for code in person.languages) or "–"),
        (_("How to reach you"), (person.contact or {}).get("how", "") or "–"),
    ]
    return [Heading(_("Who you are"), 1), Keys(tuple(pairs))]


def _case(case: Case, clean: Any, language: str) -> list[Block]:
    office = Office.objects.filter(pk=case.office_id).first()
    pairs = [
        (_("Office"), (office.name_local or office.name) if office else "–"),
        (_("Since"), _day(case.opened_on, language)),
        (_("State"), _("closed") if case.state == "closed" else _("open")),
        (_("Form of exploitation"), label("exploitation", case.exploitation) or "–"),
    ]
    blocks: list[Block] = [Heading(_("Your case"), 1), Keys(tuple(pairs))]
    if case.summary:
        blocks.append(Para(clean(case.summary)))
    for decision in held.Identification.objects.filter(case=case).order_by("begun_at"):
        said = {"recognised": _("You are recognised as a victim of trafficking."),
                "not_recognised": _("You were not recognised as a victim of trafficking. You can ask for this to be looked at again.")}  # fmt: skip
        country = label("countries", decision.jurisdiction)
        text = said.get(decision.state, _("No decision has been made yet."))
        blocks.append(Para(f"{country}: {text} {_day(decision.decided_at, language)}"))
        if decision.reasons:
            blocks.append(Para(clean(decision.reasons)))
    return blocks


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], key: str) -> list[Block]:
    blocks: list[Block] = [Heading(title, 1)]
    if not rows:
        return [*blocks, Para(_("Nothing is recorded."))]
    columns = tuple(Column(head, weight=20) for head in heads)
    lines = tuple(
        Row(tuple(Cell(text or "–") for text in row), id=f"{key}.{n}") for n, row in enumerate(rows, 1)
    )
    return [*blocks, Grid("", columns, lines, key=key)]


def _stays(case: Case, clean: Any, language: str) -> list[Block]:
    stays = held.Stay.objects.filter(case=case).select_related("facility").order_by("began_on")
    rows = [(label("stay-kinds", s.kind), s.facility.name if s.facility else clean(s.place),
             _day(s.began_on, language), _day(s.ended_on, language)) for s in stays]  # fmt: skip
    return _table(
        _("Where you stayed"), (_("Kind of place"), _("Place"), _("From"), _("Until")), rows, "stays"
    )


def _plan(case: Case, clean: Any) -> list[Block]:
    goals = [f"“{clean(goal.words)}”" for goal in held.Goal.objects.filter(case=case).order_by("said_on")]
    services = held.Service.objects.filter(case=case).select_related("provider").order_by("proposed_on")
    rows = [
        (label("services", s.code), s.provider.name if s.provider else "", clean(s.details)) for s in services
    ]
    blocks: list[Block] = [
        Heading(_("Your goals"), 1),
        Bullets(tuple(goals)) if goals else Para(_("Nothing is recorded.")),
    ]
    return [*blocks, *_table(_("Services"), (_("Service"), _("With"), _("Details")), rows, "services")]


def _names_of_offices() -> dict[Any, str]:
    return dict(Office.objects.values_list("pk", "name"))


def _consents(case: Case, clean: Any, language: str) -> list[Block]:
    offices = _names_of_offices()
    states = {
        "given": _("you agreed"),
        "refused": _("you refused"),
        "withdrawn": _("you took it back"),
        "ended": _("it ended"),
    }
    rows = [(label("disclosure-purposes", c.purpose), clean(told(c.recipient, offices, c.recipient_name)),
             states.get(c.state, c.state), _day(c.given_on, language))
            for c in held.Consent.objects.filter(case=case).order_by("recorded_at")]  # fmt: skip
    return _table(
        _("What you agreed to and what not"),
        (_("What for"), _("For whom"), _("Answer"), _("Day")),
        rows,
        "consents",
    )


def _gone(case: Case, clean: Any, language: str) -> list[Block]:
    offices = _names_of_offices()
    rows = [(_day(d.at, language), clean(told(d.recipient, offices, d.recipient_name)), label("disclosure-purposes", d.purpose),
             ", ".join(label("data-groups", group) for group in d.scope))
            for d in held.Disclosure.objects.filter(case=case).order_by("at")]  # fmt: skip
    return _table(
        _("Who was given something about you"), (_("Day"), _("Who"), _("What for"), _("What")), rows, "gone"
    )


def _papers(case: Case, clean: Any, language: str) -> list[Block]:
    rows = [("" if of_health(d) else clean(d.title), label("document-kinds", d.kind), _day(d.added_at, language))
            for d in held.Document.objects.filter(case=case).order_by("added_at")]  # fmt: skip
    blocks = _table(_("Papers in your file"), (_("Paper"), _("Kind"), _("Since")), rows, "papers")
    return [*blocks, Para(_("You can ask for a copy of each of them."))]


def _notes(case: Case, clean: Any, language: str) -> list[Block]:
    notes = held.Note.objects.filter(case=case).order_by("at")
    rows = [(_day(note.at, language), clean(note.text)) for note in notes]
    return _table(_("What was written down"), (_("Day"), _("Text")), rows, "notes")


def _corrections(case: Case, clean: Any) -> list[Block]:
    said = {"open": _("not decided yet"), "made": _("corrected"), "partly": _("corrected in part"),
            "noted": _("your version stands beside it"), "refused": _("not corrected")}  # fmt: skip
    rows = [(clean(c.words), said.get(c.outcome, c.outcome), clean(c.why))
            for c in held.Correction.objects.filter(case=case).order_by("recorded_at")]  # fmt: skip
    return _table(
        _("What you asked to have corrected"),
        (_("Your words"), _("What came of it"), _("Why")),
        rows,
        "corrections",
    )


def _rights() -> list[Block]:
    return [
        Heading(_("If something is wrong"), 1),
        Para(_("Say so: the office writes it down in your words and must tell you what came of it, and why.")),
        Para(_("What those who treat you wrote about your health is not in this paper: ask them, they explain it to you.")),
    ]  # fmt: skip
