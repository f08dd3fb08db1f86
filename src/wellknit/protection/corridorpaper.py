"""One corridor as a paper: what it stands on, its steps as a table, where people cross, who meets how often.

The same tree becomes the page on screen and the PDF; no person is in it.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellknit.lib.agreementkinds import Agreement
from wellknit.lib.documents.tree import Block, Bullets, Cell, Column, Document, Grid, Heading, Keys, Para, Row
from wellknit.lib.pathkinds import PathStep
from wellknit.lib.policykinds import ClockRule
from wellknit.protection.codelists import label
from wellknit.protection.queries.corridors import Whole

STATES = {
    "negotiating": gettext_lazy("being negotiated"), "drafting": gettext_lazy("being drafted"),
    "pending": gettext_lazy("pending"), "signed": gettext_lazy("signed"), "revising": gettext_lazy("being revised"),
    "amended": gettext_lazy("revised version signed"), "expired": gettext_lazy("run out"),
    "in-force": gettext_lazy("in force"), "not-stated": gettext_lazy("not stated"),
    "none": gettext_lazy("no instrument named"),
}  # fmt: skip
FIELDS = {
    "age_band": gettext_lazy("age group"), "presumed_child": gettext_lazy("whether treated as a child"),
    "sex": gettext_lazy("sex"), "languages": gettext_lazy("languages"),
    "nationality": gettext_lazy("nationality as the person says"),
    "name_native": gettext_lazy("name in its own script"), "name_latin": gettext_lazy("name in Latin letters"),
    "birth": gettext_lazy("date of birth"), "birth_place": gettext_lazy("place of birth"),
    "documents_held": gettext_lazy("papers the person has"), "home_place": gettext_lazy("where home was"),
    "family_names": gettext_lazy("names of the family"), "tracing_place": gettext_lazy("where to look for the family"),
    "travel_needs": gettext_lazy("needs on the way"), "handover_place": gettext_lazy("crossing"),
    "handover_day": gettext_lazy("day of the handover"), "identification": gettext_lazy("decision on status"),
    "contact": gettext_lazy("how to reach the person"), "place_of_stay": gettext_lazy("kind of place of stay"),
    "exploitation": gettext_lazy("kind of exploitation"), "case_code": gettext_lazy("case code"),
    "clue_place": gettext_lazy("what is known of the place"), "clue_message": gettext_lazy("the message"),
    "photo": gettext_lazy("the picture that was sent"),
}  # fmt: skip


def state_word(state: str) -> str:
    """A state of the register in words."""
    return str(STATES.get(state, state))


def title_of(whole: Whole) -> str:
    """From which country to which."""
    names = {"from": label("countries", whole.corridor.from_), "to": label("countries", whole.corridor.to)}
    return _("From %(from)s to %(to)s") % names


def paper(whole: Whole) -> Document:
    """The whole corridor."""
    corridor = whole.corridor
    blocks: list[Block] = [
        Para(_(corridor.because), "lead"),
        _facts(whole),
        Heading(_("Step by step"), 1),
        Para(_("Before the first step a private talk about fear and the person's consent to exactly this contact stand."), "marker"),
        _steps(whole),
        *_agreements(whole),
        *_places(whole),
        *_rhythms(whole),
        Heading(_("Contacts"), 1),
        *_contacts(whole),
        *_open_points(whole),
        Para(f"{corridor.source.document}, {corridor.source.place}", "source"),
    ]  # fmt: skip
    return Document(
        title=title_of(whole), blocks=tuple(blocks), landscape=True, running=title_of(whole),
        edition=_("%(id)s, version %(number)s, %(status)s") % {"id": corridor.id, "number": corridor.version,
                                                              "status": corridor.status},
    )  # fmt: skip


def _facts(whole: Whole) -> Keys:
    corridor = whole.corridor
    own = corridor.runs_on == "own"
    node = {country: whole.runs_node.get(country, False) for country in (corridor.from_, corridor.to)}
    paper_only = [label("countries", code) for code, runs in node.items() if not runs]
    pairs = [
        (_("State"), state_word(whole.instruments[0].state if whole.instruments else "none")),
        (_("Steps"), _("the pair's own procedures") if own else _("the common default")),
        (_("Languages of its papers"), ", ".join(label("languages", code) for code in corridor.languages)),
        (_("Working days"), _("of both countries") if corridor.calendars == "both" else _("our own; due dates are drafts")),
        (_("Papers"), ", ".join(label("corridor-papers", code) for code in corridor.forms)),
    ]  # fmt: skip
    if paper_only:
        pairs.append((_("By letter or telephone"), ", ".join(paper_only)))
    return Keys(tuple(pairs))


def _steps(whole: Whole) -> Grid:
    head = (
        Column(_("Step"), weight=30), Column(_("Who"), weight=16), Column(_("Time"), weight=14),
        Column(_("Papers"), weight=18), Column(_("What may be told from here on"), weight=22),
    )  # fmt: skip
    rows = tuple(_step(whole, number, step) for number, step in enumerate(whole.path.steps, start=1))
    return Grid(_("Steps, in the order of the path"), head, rows, "steps")


def _step(whole: Whole, number: int, step: PathStep) -> Row:
    country = whole.corridor.from_ if step.side == "sender" else whole.corridor.to
    who = f"{label('countries', country)}: {_(whole.roles.get(step.owner, step.owner))}"
    clocks = [clock_word(whole.clocks[step.clock])] if step.clock in whole.clocks else [step.clock]
    if step.clock_urgent in whole.clocks:
        clocks.append(_("urgent: %(time)s") % {"time": clock_word(whole.clocks[step.clock_urgent])})
    papers = ", ".join(label("corridor-papers", code) for code in step.documents)
    fields = ", ".join(str(FIELDS.get(name, name)) for name in step.fields)
    cells = (
        f"{number}. {_(step.sentence)}",
        who,
        "; ".join(clocks),
        papers or "–",
        fields or _("nothing new"),
    )
    return Row(tuple(Cell(text) for text in cells), id=step.code)


def clock_word(rule: ClockRule) -> str:
    """How long a time limit is."""
    values = {"n": rule.length}
    if rule.unit == "hours":
        return ngettext("%(n)s hour", "%(n)s hours", rule.length) % values
    if rule.unit == "calendar_days":
        return ngettext("%(n)s day", "%(n)s days", rule.length) % values
    if rule.calendars == "both":
        return ngettext("%(n)s working day of both", "%(n)s working days of both", rule.length) % values
    return ngettext("%(n)s working day", "%(n)s working days", rule.length) % values


def _agreements(whole: Whole) -> list[Block]:
    found = [*whole.instruments, *whole.frame]
    head = (Column(_("Instrument"), weight=34), Column(_("Signed")), Column(_("State")),
            Column(_("Plans of action and procedures"), weight=30), Column(_("Source"), weight=18))  # fmt: skip
    rows = tuple(_agreement(entry) for entry in found)
    return [Heading(_("What it stands on"), 1), Grid(_("Instruments"), head, rows, "instruments")]


def _agreement(entry: Agreement) -> Row:
    papers = "; ".join(
        " ".join(
            part for part in (p.title, f"{p.starts}–{p.ends}".strip("–"), f"({state_word(p.state)})") if part
        )
        for p in entry.papers
    )
    revised = [e.date for e in entry.events if e.what in ("revised", "amended") and e.date]
    signed = ", ".join(day for day in (entry.signed, *revised[-1:]) if day)
    source = f"{entry.source.document}, {entry.source.place}"
    cells = (entry.title, signed or "–", state_word(entry.state), papers or "–", source)
    return Row(tuple(Cell(text) for text in cells), id=entry.id)


def _places(whole: Whole) -> list[Block]:
    if not whole.places:
        return [
            Heading(_("Crossings"), 1),
            Para(_("No source names a crossing or a liaison office of this pair.")),
        ]
    head = (Column(_("Place"), weight=24), Column(_("Kind"), weight=18), Column(_("State")),
            Column(_("Also printed as"), weight=20), Column(_("Source"), weight=20))  # fmt: skip
    kinds = {"crossing": _("crossing with liaison offices"), "reception-centre": _("reception centre")}
    states = {"working": _("working"), "planned": _("planned"), "not-stated": _("not stated")}
    rows = tuple(
        Row(tuple(Cell(text) for text in (
            p.name, kinds[p.kind], states[p.state], ", ".join(p.printed) or "–",
            f"{p.source.document}, {p.source.place}",
        )))
        for p in whole.places
    )  # fmt: skip
    return [Heading(_("Crossings"), 1), Grid(_("Crossings and reception centres"), head, rows, "places")]


def _rhythms(whole: Whole) -> list[Block]:
    head = (Column(_("Meeting"), weight=26), Column(_("Told by")), Column(_("Every … months"), "right"),
            Column(_("Counted"), "right"), Column(_("In words"), weight=26), Column(_("Source"), weight=18))  # fmt: skip
    rows = tuple(
        Row(tuple(Cell(text) for text in (
            r.meeting, label("countries", r.says) or "–", str(r.every_months or "–"), str(r.held or "–"), r.text,
            f"{r.source.document}, {r.source.place}",
        )))
        for r in whole.rhythms
    )  # fmt: skip
    if not rows:
        return [Heading(_("Meetings"), 1), Para(_("No source says how often the two meet."))]
    return [Heading(_("Meetings"), 1), Grid(_("As each side tells it"), head, rows, "rhythms")]


def _contacts(whole: Whole) -> list[Block]:
    if not whole.contacts:
        return [
            Para(
                _(
                    "No contact is shown: nobody has confirmed one. An office of either side can have one put in, with who confirmed it and when."
                )
            )
        ]
    side = {"sender": whole.corridor.from_, "receiver": whole.corridor.to}
    return [Keys(tuple(
        (f"{label('countries', side[c.side])}: {c.office}",
         _("%(how)s (confirmed by %(who)s on %(day)s)") % {"how": c.how, "who": c.confirmed_by,
                                                          "day": c.confirmed_on.isoformat()})
        for c in whole.contacts
    ))]  # fmt: skip


def _open_points(whole: Whole) -> list[Block]:
    blocks: list[Block] = []
    if whole.corridor.differs:
        blocks += [
            Heading(_("Where the sources differ"), 1),
            Bullets(tuple(_(t) for t in whole.corridor.differs)),
        ]
    if whole.corridor.missing:
        blocks += [Heading(_("What no source says"), 1), Bullets(tuple(_(t) for t in whole.corridor.missing))]
    return blocks
