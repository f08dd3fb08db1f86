"""The kinds of policy file the protection chain lives by, each with the schema its files must fit.

One constant a kind (``ROLES``, ``CHARTERS`` …) for :func:`wellknit.lib.policydata.load_all`. Codes that end
up in the database (roles, permissions, results) use underscores; ids of files use hyphens. ``Words`` marks
text shown to people: :func:`words_in` finds it for the translators. docs/data-files.md describes every
field for officials.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from wellknit.lib.exchangekinds import Exchange
from wellknit.lib.policydata import Documents, Kind, PolicyModel, Source, Sourced, Versioned

Words = Annotated[str, Field(min_length=1), "words"]  # one sign can be a word
CodeWord = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
PermissionCode = Annotated[str, Field(pattern=r"^[a-z][a-z_]*(\.[a-z][a-z_]*)+$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Reach = Literal["own", "office", "country"]

LANGUAGES = ("en", "th", "lo", "km", "my", "vi", "zh")


# -- Roles and permissions


class Permission(Sourced):
    """One thing a person may do.

    ``opens``: field class → how far reading reaches; ``own`` is what one wrote, ``office`` what the office
    holds or was granted. ``fresh_proof``: asks for the second factor again.
    """

    code: PermissionCode
    sentence: Words
    opens: dict[Literal["identity", "case", "shareable", "statistical"], Reach] = {}
    fresh_proof: bool = False


class Permissions(PolicyModel):
    """``roles/permissions.toml``: the only place where a permission comes into being."""

    permissions: tuple[Permission, ...]


class Role(Sourced):
    """What a person is in an office. ``sentence`` speaks to whoever grants it; ``never_with`` names roles
    that the same person may not hold beside it, because one of the two watches over the other.
    """

    code: CodeWord
    name: Words
    sentence: Words
    permissions: tuple[PermissionCode, ...]
    never_with: tuple[CodeWord, ...] = ()
    needs_second_factor: bool = True


# -- Charters


class Charter(Versioned):
    """Whose node this is, under which law, and which wings exist on it.

    ``country`` is absent for the Secretariat. ``runs_node`` false: the partner answers by letter or
    telephone, and the file only tells the others its law, languages and calendar. Durations are counted in
    ``time_zone``.
    """

    name: Words
    country: Country | None = None
    runs_node: bool
    wings: tuple[Literal["protection", "justice", "plan", "prevention", "evidence"], ...]
    time_zone: str
    languages: tuple[Language, ...] = Field(min_length=1)
    default_era: Literal["gregorian", "buddhist"]
    jurisdictions: tuple[Country, ...]
    calendar: str
    procedure: str = ""
    screening_sets: tuple[str, ...] = ()
    leaflet: str = ""
    notices: tuple[str, ...] = ()
    clocks: str = ""
    entitlements: tuple[str, ...] = ()
    nudges: tuple[CodeWord, ...] = ()  # ways in which staff may be told that something waits; none: off
    exchange: Exchange | None = None

    @property
    def holds_personal_data(self) -> bool:
        """Whether personal data may be sealed for this node at all (design: section 1)."""
        return self.runs_node and "protection" in self.wings

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if "justice" in self.wings and "protection" not in self.wings:
            raise ValueError("A node has no justice wing without protection: the person's needs stand first.")
        if self.runs_node != (self.exchange is not None):
            raise ValueError("A node says how it meets the others in [exchange]; who runs none has none.")
        needed = ("procedure", "screening_sets", "leaflet", "clocks")
        missing = [name for name in needed if "protection" in self.wings and not getattr(self, name)]
        if missing:
            raise ValueError(f"A node with protection also names: {', '.join(missing)}.")
        return self


# -- Clocks


class ClockRule(Sourced):
    """A time limit, counted in the charter's time zone: from which event, how long, who is told when late.

    ``basis``: in a sentence why this long; ``standing``: ``sourced`` when a document states it, else ``draft``.
    ``stops_on``: events that end it. ``never_forces``: passing it may move officials only, never the person (no
    one is sent home by a clock). ``jurisdictions`` empty: everywhere. ``remind_hours``: before its end somebody
    is reminded. ``may_pause``: it can stand still, with a reason. ``calendars``: ``both`` counts only days on
    which offices of both countries work. ``escalate_after_hours``: so late ``escalate_to`` hears of it;
    ``meeting_after_days``: so late it is for the next meeting (0: never).
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    sentence: Words
    from_event: PermissionCode
    stops_on: tuple[PermissionCode, ...] = ()
    length: int = Field(ge=0)
    unit: Literal["hours", "calendar_days", "working_days"]
    basis: Words
    standing: Literal["sourced", "draft"]
    escalate_to: CodeWord
    never_forces: bool = True
    jurisdictions: tuple[Country, ...] = ()
    remind_hours: int = Field(default=24, ge=0)
    may_pause: bool = False
    calendars: Literal["own", "both"] = "own"
    escalate_after_hours: int = Field(default=24, ge=0)
    meeting_after_days: int = Field(default=0, ge=0)


class Clocks(Versioned):
    """A set of time limits under one version."""

    rules: tuple[ClockRule, ...] = Field(min_length=1)

    def rule(self, id: str) -> ClockRule:  # noqa: A002 - as in the files
        """The rule of that id; raises KeyError: a Move names a clock that no file has."""
        for rule in self.rules:
            if rule.id == id:
                return rule
        raise KeyError(f"No clock {id!r} in the data files.")


# -- Entitlements


class Ceiling(Sourced):
    """One head of a fund, in the file's currency. Where the source prints no amount there is none.

    ``per``: what the amount is paid for (a time, a day, in all). ``times_per_year`` and ``days`` limit it
    further.
    """

    code: CodeWord
    name: Words
    amount: int | None = Field(default=None, gt=0)
    per: Literal["time", "day", "total"] | None = None
    times_per_year: int | None = Field(default=None, gt=0)
    days: int | None = Field(default=None, gt=0)
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.amount is None) != (self.per is None):
            raise ValueError(f"{self.code!r}: an amount and what it is paid for (per) go together.")
        return self


class Entitlement(Sourced):
    """A right of the identified person, and whether it stays when the shelter is declined."""

    code: CodeWord
    name: Words
    kept_without_shelter: bool
    note: str = ""


class Entitlements(Versioned):
    """A country's fund and rights in money. ``decides``: who decides; the software only shows the ceiling."""

    country: Country
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    decides: Words
    ceilings: tuple[Ceiling, ...]
    rights: tuple[Entitlement, ...] = ()


# -- Help lines


class Helpline(Sourced):
    """A number needed at night: shown only while somebody has confirmed that it is answered."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: Words
    number: str = Field(min_length=2)
    also_printed_as: tuple[str, ...] = ()
    hours: str = ""
    languages: tuple[Language, ...] = ()
    shown: bool
    confirmed_by: str = ""
    confirmed_on: date | None = None
    note: str = ""

    @model_validator(mode="after")
    def _confirmed(self) -> Self:
        if self.shown and not (self.confirmed_by and self.confirmed_on):
            raise ValueError(f"{self.id!r} is shown, and nobody has confirmed that it is answered.")
        if self.shown and self.also_printed_as:
            raise ValueError(f"{self.id!r} is printed in more than one way: confirm one, drop the others.")
        return self


class Helplines(Versioned):
    """A country's numbers. A confirmation is good for ``confirmed_for_days``; then the number disappears."""

    country: Country
    confirmed_for_days: int = Field(gt=0)
    lines: tuple[Helpline, ...]

    def to_show(self, on: date) -> tuple[Helpline, ...]:
        """The numbers that may stand on a leaflet that day; when none, the office's own contact stands."""
        return tuple(line for line in self.lines if line.shown and self._fresh(line, on))

    def _fresh(self, line: Helpline, on: date) -> bool:
        confirmed = line.confirmed_on
        return confirmed is not None and confirmed <= on <= confirmed + timedelta(
            days=self.confirmed_for_days
        )


# -- Texts for the person


class Text(PolicyModel):
    """One paragraph, found by its code in every language."""

    code: CodeWord
    text: Words


class Leaflet(Versioned):
    """What everyone who is screened takes along, in one language; it proves nothing against anybody."""

    text_of: str
    language: Language
    translation: str
    checked_by: str = ""
    title: Words
    paragraphs: tuple[Text, ...] = Field(min_length=1)


class NoticeRight(Sourced):
    """One right in a notice."""

    code: CodeWord
    text: Words


class Notice(Versioned):
    """A notification of rights for identified persons: for whom, which rights, which choices, who signs.

    ``standing``: ``facts from a source`` (the facts of an official form, in our own words) or ``draft``.
    """

    country: Country
    addressed_to: Words
    standing: Literal["facts from a source", "draft"]
    languages_printed: tuple[Language, ...] = ()
    law: str = ""
    particulars: tuple[CodeWord, ...]
    rights: tuple[NoticeRight, ...]
    choices: tuple[Text, ...]
    signatures: tuple[CodeWord, ...]
    remarks: tuple[Text, ...] = ()


# -- Identification


class Quorum(PolicyModel):
    """How many take part, and of which kinds there must be at least one."""

    members: int = Field(ge=1)
    kinds: tuple[CodeWord, ...] = ()
    standing: Literal["sourced", "draft"]


class Result(PolicyModel):
    """A possible result. ``needs``: what must be written with it."""

    code: Literal["recognised", "not_recognised", "pending"]
    sentence: Words
    needs: tuple[Literal["grounds", "reasons", "missing", "next_date"], ...]


class Remedy(PolicyModel):
    """A review or an appeal: to whom, and until when (``clock``: a draft rule where no source says)."""

    sentence: Words
    to: Words
    clock: str
    not_the_same_people: bool = True
    standing: Literal["sourced", "draft"]


class Instrument(Sourced):
    """A law, decree or guideline the procedure rests on, with the article where one is cited."""

    name: Words
    article: str = ""


class Procedure(Versioned):
    """How a country identifies.

    ``team_meets``: a quorum decides in one meeting. ``two_blind_members``: two decide without seeing each
    other's opinion; if they differ, a third. ``authority_by_article``: one authority decides and cites the
    article. Act, means and purpose are the grounds; for a child the means do not matter (Palermo Protocol,
    article 3 c).
    """

    country: Country
    kind: Literal["team_meets", "two_blind_members", "authority_by_article"]
    sentence: Words
    authorities: tuple[Words, ...] = ()
    member_kinds: tuple[CodeWord, ...] = ()
    quorum: Quorum
    grounds: tuple[Literal["act", "means", "purpose"], ...] = ("act", "means", "purpose")
    child_needs_means: Literal[False] = False
    person_is_heard: Literal[True] = True
    decision_clock: str
    pending_clock: str
    results: tuple[Result, ...]
    review: Remedy
    appeal: Remedy
    instruments: tuple[Instrument, ...] = ()
    not_in_the_sources: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if {result.code for result in self.results} != {"recognised", "not_recognised", "pending"}:
            raise ValueError("A procedure has three results: recognised, not_recognised, pending.")
        if self.kind == "authority_by_article" and not self.instruments:
            raise ValueError("An authority that decides by article needs at least one instrument.")
        if self.kind == "two_blind_members" and self.quorum.members != 2:
            raise ValueError("Two blind members are two members.")
        return self


PERMISSIONS = Kind("roles", Permissions, pattern="permissions.toml")
ROLES = Kind("roles", Role, not_="permissions.toml")
CHARTERS = Kind("charters", Charter)
CLOCKS = Kind("clocks", Clocks)
ENTITLEMENTS = Kind("entitlements", Entitlements)
HELPLINES = Kind("helplines", Helplines)
LEAFLETS = Kind("rights", Leaflet, pattern="leaflet-*.toml")
NOTICES = Kind("rights", Notice, pattern="notice-*.toml")
PROCEDURES = Kind("procedures", Procedure)
DOCUMENTS = Kind(".", Documents, pattern="sources.toml")


def words_in(model: PolicyModel) -> Iterator[str]:
    """Every text of a file that people read, for the translators' catalogue (never codes, never sources)."""
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, str):
            if "words" in info.metadata:
                yield value
        elif not isinstance(value, Source):
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, PolicyModel):
                    yield from words_in(part)
