"""Plays the script of a journey through the pages of running nodes, as different people, and times each step."""

from __future__ import annotations

import re
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from wellknit.lib.policydata import DATA
from wellknit.web.demo.cast import OfficeSpec, StaffSpec, cast
from wellknit.web.demo.desk import Desk, Page, Stuck, WebForm
from wellknit.web.demo.naming import invent
from wellknit.web.demo.nodes import DemoNode
from wellknit.web.demo.script import PARTS, SCRIPT, Act

Say = Callable[[str], None]
ARRIVES = 30.0  # seconds a message may take before we say that it does not come
GROUPS = ["basic", "identity", "family", "status", "plan", "documents"]
_CODE = re.compile(r"\bJ-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
_ID = r"[0-9a-f-]{36}"


@dataclass
class Play:
    """A journey being played. ``receiver``: None where the partner has no node; the sender writes its steps down."""

    corridor: str
    sender: DemoNode
    receiver: DemoNode | None
    say: Say
    name: tuple[str, str] = ("", "")
    journey: str = ""
    code: str = ""
    case: str = ""
    next: int = 0
    slowest: float = 0.0
    desks: dict[tuple[str, str], Desk] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not any(self.name):
            made = invent(self.origin, "female", Random(time.time_ns()))
            self.name = (made.native, made.latin)

    @property
    def origin(self) -> str:
        """The country she comes from, as a code."""
        return self.corridor.partition("-")[2].upper()

    @property
    def acts(self) -> list[Act]:
        """The script, without what only a node does where the partner has none."""
        return [act for act in SCRIPT if act.paper or self.receiver is not None]

    def play(self, until: str = "") -> None:
        """On from where it stands, to the end, or up to and with an act. Raises Stuck."""
        for act in self.acts[self.next :]:
            began = time.monotonic()
            waited = self._do(act)
            took = time.monotonic() - began
            self.slowest = max(self.slowest, took)
            self.next += 1
            self.say(self._line(self.next, act, took, waited))
            if act.verb == until:
                return

    def done_by_hand(self, *verbs: str) -> None:
        """Somebody did the next acts herself. Raises ValueError where these are not the next."""
        for verb in verbs:
            if self.acts[self.next].verb != verb:
                raise ValueError(f"Next is {self.acts[self.next].verb}, not {verb}.")
            self.next += 1

    def _line(self, number: int, act: Act, took: float, waited: float) -> str:
        who, node = self._who(act), self._node(act)
        noted = act.side == "receiver" and self.receiver is None
        said = f"writes down: the other country {act.says}" if noted else act.says
        came = f", of it {waited:.1f} s until the message was there" if waited > 0.3 else ""
        return f"{number:3}  {node.charter:<3} {who.name:<8} {said}  ({took:.1f} s{came})"

    # -- Who

    def _node(self, act: Act) -> DemoNode:
        return self.receiver if act.side == "receiver" and self.receiver else self.sender

    def _who(self, act: Act) -> StaffSpec:
        if act.side == "receiver" and self.receiver is None:
            return person_for(self.sender, "worker")
        return person_for(self._node(act), act.who)

    def _desk(self, act: Act) -> Desk:
        node, who = self._node(act), self._who(act)
        if (node.charter, who.key) not in self.desks:
            desk = Desk(node.address, who.name, cast(node.charter).office(who.office).name)
            desk.sit_down()
            self.desks[node.charter, who.key] = desk
        return self.desks[node.charter, who.key]

    # -- What

    def _do(self, act: Act) -> float:
        """Do it; seconds that went by until what it needs had arrived."""
        own: dict[str, Callable[[Act, Desk], float]] = {
            "open": self._open, "talk": self._talk, "consent": self._consent, "ask": self._ask, "tell": self._tell,
            "sees_name": self._sees_name, "hand_on": self._hand_on, "open_case": self._open_case,
        }  # fmt: skip
        return own.get(act.verb, self._move)(act, self._desk(act))

    def _open(self, _act: Act, desk: Desk) -> float:
        desk.send(desk.get("/known/").form("name_latin"), name_native=self.name[0], name_latin=self.name[1])
        page = desk.send(
            desk.get("/open/").form("age_band"), name_native=self.name[0], name_latin=self.name[1], sex="female",
            birth="14 2 2001 CE", nationality=self.origin, languages=[self._language()], age_band="18+",
            exploitation="forced_labour", summary="Invented: a factory, two years, no wages.",
        )  # fmt: skip
        self.case = _found(rf"/cases/({_ID})/", page)
        return 0

    def _talk(self, _act: Act, desk: Desk) -> float:
        form = desk.get(f"/cases/{self.case}/border/talk/").form("may_contact")
        nothing = dict.fromkeys(
            ("fears_family", "fears_officials", "fears_state", "stateless", "asylum"), "no"
        )
        desk.send(
            form,
            held_on=today_at(self.sender),
            alone="yes",
            language=self._language(),
            may_contact="yes",
            **nothing,
        )
        return 0

    def _consent(self, _act: Act, desk: Desk) -> float:
        form = desk.get(f"/cases/{self.case}/consents/ask/").form("recipient")
        desk.send(form, purpose="return", recipient=f"country:{self.origin}", scope=GROUPS, manner="signed",
                  private_talk_on=today_at(self.sender), language=self._language())  # fmt: skip
        return 0

    def _ask(self, _act: Act, desk: Desk) -> float:
        form = desk.get(f"/cases/{self.case}/border/ask/").form("corridor")
        page = desk.send(
            form, corridor=self.corridor, scope="return", words="An adult. No hurry, but she waits."
        )
        self.journey = _found(rf"/border/({_ID})/", page)
        found = _CODE.search(page.text)
        self.code = found.group() if found else ""
        if self.receiver is None and not page.link(r"/take/accept/$"):
            raise Stuck(
                "The other country has a node that this one trusts. Choose a corridor to one without, as th-cn."
            )
        return 0

    def _sees_name(self, _act: Act, desk: Desk) -> float:
        _page, waited = self._wait(
            desk, lambda page: any(n and n in page.text for n in self.name), "the name"
        )
        return waited

    def _tell(self, act: Act, desk: Desk) -> float:
        page, waited = self._wait(
            desk, lambda page: bool(page.link(r"/border/step/.*/tell/$")), "the way to tell it"
        )
        form = desk.get(page.link(r"/border/step/.*/tell/$")).form(next(iter(act.values)))
        desk.send(form, **self._filled(act.values, form, self._node(act)))
        return waited

    def _hand_on(self, _act: Act, desk: Desk) -> float:
        office = office_for(self._node(_act), "host")
        form = desk.get(f"/border/{self.journey}/hand-on/").form("office")
        desk.send(form, office=form.choose("office", office.name))
        return 0

    def _open_case(self, _act: Act, desk: Desk) -> float:
        desk.send(desk.get(f"/border/{self.journey}/case/").form("searched"), searched="on")
        return 0

    def _move(self, act: Act, desk: Desk) -> float:
        verb = "tell" if act.verb == "tell_back" else act.verb
        ready = rf"/border/step/.*/take/{verb}/$"
        page, waited = self._wait(desk, lambda page: bool(page.link(ready)), f"the turn to {verb}")
        form = desk.get(page.link(ready)).form("words")
        told = self._filled(act.values, form, self._node(act))
        if "said_by" in form.values:
            told |= {
                "said_by": "Desk officer of the partner ministry",
                "channel": "letter",
                "on": today_at(self.sender),
            }
        desk.send(form, **told)
        return waited

    def _filled(self, values: Mapping[str, str], form: WebForm, node: DemoNode) -> dict[str, Any]:
        """The values of an act, with the day and the first crossing of the corridor; only what the form asks for."""
        known = {"{day}": today_at(node), "{crossing}": ""}
        for value, _label in form.choices.get("detail_crossing", ()):
            known["{crossing}"] = known["{crossing}"] or value
        known["{crossing}"] = known["{crossing}"] or "The crossing both offices agreed on"
        asked = {**form.values, **form.choices}
        return {name: known.get(value, value) for name, value in values.items() if name in asked}

    def _wait(self, desk: Desk, there: Callable[[Page], bool], what: str) -> tuple[Page, float]:
        """The journey's page once something is on it. Raises Stuck when it does not come."""
        began = time.monotonic()
        while True:
            page = desk.get(f"/border/{self.journey}/")
            waited = time.monotonic() - began
            if page.status == 200 and there(page):
                return page, waited
            if waited > ARRIVES:
                raise Stuck(
                    f"{desk.name} still waits for {what} after {ARRIVES:.0f} seconds. The page says: {page.text[-400:]}"
                )
            time.sleep(0.1)

    def _language(self) -> str:
        return language_of(self.origin)


def nobody_on_the_way(node: DemoNode) -> bool:
    """Whether the shelter's social worker has no journey between countries yet, ended ones included."""
    who = person_for(node, "worker")
    desk = Desk(node.address, who.name, cast(node.charter).office(who.office).name)
    desk.sit_down()
    return not _CODE.search(desk.get("/border/?all=1").text)


def language_of(country: str) -> str:
    """The language people of a country are asked in, by its charter."""
    path = DATA / "charters" / f"{country.lower()}.toml"
    return str(tomllib.loads(path.read_text("utf-8"))["languages"][0]) if path.exists() else "en"


def office_for(node: DemoNode, part: str) -> OfficeSpec:
    """The office where a part is played."""
    return cast(node.charter).office(person_for(node, part).office)


def person_for(node: DemoNode, part: str) -> StaffSpec:
    """Who plays a part on a node: a kind of office, and a role. Raises Stuck."""
    kind, roles = PARTS[part]
    people = cast(node.charter)
    home = None if part != "decider" else person_for(node, "worker").office
    for role in roles:
        for person in people.with_role(role):
            if people.office(person.office).kind == kind and home in (None, person.office):
                return person
    raise Stuck(f"Nobody at {node.name} is a {' or '.join(roles)} of a {kind}.")


def _found(pattern: str, page: Page) -> str:
    found = re.search(pattern, page.path)
    if found is None:
        raise Stuck(f"The page went on to {page.path}: {page.wrong or page.text[:300]}")
    return found.group(1)


def today_at(node: DemoNode) -> str:
    """The day it is where that node is, as one types it."""
    today = datetime.now(ZoneInfo(str(node.says["time_zone"]))).date()
    return f"{today.day} {today.month} {today.year} CE"
