"""What a meeting prints in two languages: the pack before it, the minutes after it. Case codes, and nobody's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from wellknit.lib.dates import Era, format_date
from wellknit.lib.documents.tree import (
    Block,
    Cell,
    Column,
    Document,
    Grid,
    Heading,
    Keys,
    PageBreak,
    Para,
    Row,
    Signatures,
)
from wellknit.platform.access.rolefiles import roles
from wellknit.protection.codelists import label
from wellknit.protection.models import CaseMeeting, MeetingDecision, MeetingItem
from wellknit.protection.partner_matters import step_sentence
from wellknit.protection.queries.meetings import Meeting

TONES = {"escalated": "alert", "late": "partial"}


def day(value: date | datetime | None) -> str:
    """A day as it is written in the language in force, in the node's zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    language = get_language() or "en"
    return format_date(value, language=language, era=Era.BE if language == "th" else None)


def country(key: str) -> str:
    """A country by its code or its recipients key."""
    return label("countries", key.removeprefix("country:"))


def pair(found: CaseMeeting) -> str:
    """The two countries, in the direction where there is one."""
    if found.corridor:
        return " → ".join(country(code) for code in found.corridor.split("-"))
    return f"{country(found.country)} – {country(found.partner)}"


def name_of(found: CaseMeeting) -> str:
    """What a meeting is called: its kind and number."""
    kind = label("case-meeting-kinds", found.kind)
    return f"{kind} {found.number}" if found.number else kind


def span(found: CaseMeeting) -> str:
    """Its days."""
    return " – ".join(day(d) for d in (found.starts_on, found.ends_on) if d)


def in_two(build: Callable[[], Document], second: str) -> Document:
    """The same paper in English and in a second language, one after the other. A translation is marked as one
    that nobody has checked; what people wrote stands as they wrote it."""
    with override("en"):
        one = build()
    if second == "en":
        return one
    with override(second):
        two = build()
        marked = Para(_("Translation not yet checked by a native speaker."), "note")
    title = (Heading(two.title, 1), Para(two.subtitle, "lead"), marked, Keys(two.facts))
    return Document(
        title=one.title, subtitle=one.subtitle, facts=one.facts, blocks=(*one.blocks, PageBreak(), *title, *two.blocks),
        language="en", running=" · ".join(dict.fromkeys((one.running, two.running))), classification=one.classification,
        watermark=one.watermark, dated=one.dated, edition=one.edition, landscape=one.landscape,
    )  # fmt: skip


def _paper(whole: Meeting, title: str, blocks: Iterable[Block], *, draft: bool) -> Document:
    found = whole.meeting
    facts = (
        (_("Countries"), pair(found)), (_("Days"), span(found)), (_("Place"), found.place or "–"),
        (_("Host"), country(found.host)), (_("Kept here by"), found.office.name),
    )  # fmt: skip
    return Document(
        title=title, subtitle=f"{name_of(found)} · {pair(found)}", facts=facts, blocks=tuple(blocks),
        language=get_language() or "en", running=title, classification=_("Case codes only"),
        watermark=_("Draft") if draft else "", dated=day(timezone.localdate()), landscape=True,
    )  # fmt: skip


# -- The pack


def pack(whole: Meeting) -> Document:
    """Before the meeting: what waits and is late by step, what was decided and is not done, group returns to come."""
    blocks: list[Block] = [
        Para(
            _(
                "Nobody is named here. Names are on sealed sheets, one for each person, carried only by those who may."
            ),
            "alert",
        ),
        Heading(_("On the list"), 2),
        _listed(whole),
        Heading(_("Pending and late, by step"), 2),
        _by_step(whole.items),
        Heading(_("Decided before, and what became of it"), 2),
        decisions_grid(_("Decisions of earlier meetings"), whole.before, with_meeting=True),
        Heading(_("Group returns to come"), 2),
        _returns(whole),
    ]
    return _paper(whole, _("Pack for the meeting"), blocks, draft=whole.meeting.state == "planned")


def _listed(whole: Meeting) -> Block:
    if not whole.items:
        return Para(_("Nothing stands on the list."))
    columns = (
        Column(_("No."), weight=4), Column(_("Case"), weight=12), Column(_("Matter"), weight=12),
        Column(_("Step"), weight=24), Column(_("Whose turn"), weight=14), Column(_("Since"), weight=13),
        Column(_("Due"), weight=13), Column(_("What to talk about"), weight=18),
    )  # fmt: skip
    rows: list[Row] = []
    for why, items in groupby(whole.items, key=lambda i: i.why):
        rows.append(Row((Cell(label("agenda-reasons", why), span=len(columns)),), kind="group"))
        rows += [_line(whole, item, len(rows) + n) for n, item in enumerate(items)]
    numbered = _numbered(rows)
    return Grid(_("Cases to talk about"), columns, numbered, key="list")


def _numbered(rows: list[Row]) -> tuple[Row, ...]:
    made, number = [], 0
    for row in rows:
        if row.kind == "group":
            made.append(row)
            continue
        number += 1
        made.append(Row((Cell(str(number)), *row.cells[1:]), row.id, row.kind))
    return tuple(made)


def _line(whole: Meeting, item: MeetingItem, _number: int) -> Row:
    return Row(
        (
            Cell(), Cell(item.case_code or "–"), Cell(item.journey_code or "–"),
            Cell(step_sentence(item.path, item.path_version, item.step)), Cell(turn_of(whole, item)),
            Cell(day(item.since)), Cell(day(item.due_at), tone=TONES.get(item.why, "")),  # type: ignore[arg-type]
            Cell(item.words or ""),
        ),
        id=str(item.pk)[:8],
    )  # fmt: skip


def turn_of(whole: Meeting, item: MeetingItem) -> str:
    """Whose turn it is: an office here by name, or the partner."""
    if item.ours is None:
        return "–"
    return whole.names.get(item.office_id, "") if item.ours else country(item.partner)


def _by_step(items: list[MeetingItem]) -> Block:
    counts: dict[tuple[str, bool], dict[str, int]] = {}
    for item in items:
        key = (step_sentence(item.path, item.path_version, item.step), bool(item.ours))
        kept = counts.setdefault(key, {"all": 0, "late": 0})
        kept["all"] += 1
        kept["late"] += item.why in ("late", "escalated")
    columns = (
        Column(_("Step"), weight=50), Column(_("Whose turn"), weight=20), Column(_("Waiting"), "right", 15),
        Column(_("Of these late"), "right", 15),
    )  # fmt: skip
    sides = {True: _("This side"), False: _("The partner")}
    rows = [
        Row((Cell(step or "–"), Cell(sides[ours]), Cell(str(n["all"])), Cell(str(n["late"]))))
        for (step, ours), n in sorted(counts.items(), key=lambda kv: (-kv[1]["late"], kv[0]))
    ]
    return Grid(_("How many wait at which step"), columns, tuple(rows), key="steps") if rows else Para("–")


def _returns(whole: Meeting) -> Block:
    if not whole.returns:
        return Para(_("None is planned."))
    columns = (Column(_("Group"), weight=20), Column(_("Day"), weight=20), Column(_("Crossing"), weight=40),
               Column(_("Persons"), "right", 20))  # fmt: skip
    rows = tuple(
        Row((Cell(g.code), Cell(day(g.on)), Cell(g.crossing), Cell(str(g.persons)))) for g in whole.returns
    )
    return Grid(_("Several persons, one handover"), columns, rows, key="returns")


def owner_of(made: MeetingDecision) -> str:
    """Who does it: an office here, or one of the partner's."""
    who = made.owner.name if made.ours and made.owner else made.owner_words
    role = str(roles().get(made.owner_role, {}).get("name", ""))
    return " · ".join(x for x in (who, _(role) if role else "") if x)


def became(made: MeetingDecision) -> str:
    """What became of a decision, in words."""
    state = {"open": _("Open"), "done": _("Done"), "not_needed": _("Not needed any more")}[made.state]
    return " · ".join(x for x in (state, day(made.done_on), made.done_words or "") if x)


def decisions_grid(caption: str, rows: Iterable[MeetingDecision], *, with_meeting: bool = False) -> Block:
    """Decisions as a table: number, case, what, whose, until when, what became of it."""
    columns = (
        Column(_("No."), weight=7), Column(_("Case"), weight=13), Column(_("Decision"), weight=32),
        Column(_("Who does it"), weight=20), Column(_("Until"), weight=12), Column(_("What became of it"), weight=24),
    )  # fmt: skip
    made = []
    for d in rows:
        number = (
            f"{d.meeting.number or d.meeting.starts_on.isoformat()}/{d.number}"
            if with_meeting
            else str(d.number)
        )
        late = d.state == "open" and d.due_on < timezone.localdate()
        made.append(
            Row((Cell(number), Cell(d.case_code or "–"), Cell(d.text), Cell(owner_of(d)),
                 Cell(day(d.due_on), tone="alert" if late else ""), Cell(became(d))))
        )  # fmt: skip
    return Grid(caption, columns, tuple(made), key="decisions") if made else Para(_("None."))


# -- The minutes


def minutes(whole: Meeting) -> Document:
    """After the meeting: who took part by office and role, what was decided, what became of the last decisions."""
    found = whole.meeting
    put_off = [i.case_code or i.journey_code for i in whole.items if i.state in ("listed", "next_time")]
    blocks: list[Block] = [
        Heading(_("Who took part"), 2),
        _present(found),
        Heading(_("Decided at this meeting"), 2),
        decisions_grid(_("Decisions"), whole.decisions),
        Heading(_("Decided before, and what became of it"), 2),
        decisions_grid(_("Decisions of earlier meetings"), whole.before, with_meeting=True),
        Heading(_("Not talked about: on the list of the next meeting"), 2),
        Para(", ".join(put_off) or "–"),
        Heading(_("Beyond the cases"), 2),
        *[Para(line) for line in (found.remarks or "–").splitlines() if line.strip()],
        Heading(_("Agreed"), 2),
        Para(day(found.agreed_on) if found.agreed_on else _("Not yet agreed by both sides.")),
        Signatures((country(found.country), country(found.partner))),
    ]
    return _paper(whole, _("Minutes of the meeting"), blocks, draft=found.state != "agreed")


def _present(found: CaseMeeting) -> Block:
    columns = (Column(_("Side"), weight=25), Column(_("Office"), weight=45), Column(_("Role"), weight=30))
    sides = {"ours": country(found.country), "theirs": country(found.partner)}
    rows = tuple(
        Row((Cell(sides.get(p.get("side", ""), "")), Cell(p.get("office", "")), Cell(p.get("role", ""))))
        for p in found.participants or []
    )
    return (
        Grid(_("Offices and roles; who signs writes the name by hand"), columns, rows, key="present")
        if rows
        else Para("–")
    )
