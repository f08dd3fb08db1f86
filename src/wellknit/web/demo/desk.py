"""Somebody's browser at a node: pages, links, forms with their hidden values, cookies. No script, nothing but HTTP."""

from __future__ import annotations

import html.parser
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

PATIENCE = 30.0  # seconds for one page
_TEXT = ("", "text", "hidden", "email", "number", "search", "tel", "date")


class Stuck(Exception):
    """A page did not do what was asked of it; the message is a sentence with what the page said."""


@dataclass
class WebForm:
    """A form as a browser would send it: where to, and the values it begins with."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    text: str = ""

    def choose(self, name: str, label: str) -> str:
        """Value of the choice whose label begins so. Raises Stuck."""
        found = [value for value, shown in self.choices.get(name, ()) if shown.startswith(label)]
        if not found:
            raise Stuck(f"The page offers no {label!r} for {name}.")
        return found[0]


@dataclass
class Page:
    """One answer of a server, taken apart."""

    url: str
    status: int
    text: str
    links: list[tuple[str, str]]
    forms: list[WebForm]
    wrong: str

    @property
    def path(self) -> str:
        """Its address on the node."""
        return urlsplit(self.url).path

    def link(self, pattern: str) -> str:
        """The first link whose address fits; empty when there is none."""
        return next((href for href, _text in self.links if re.search(pattern, href)), "")

    def form(self, name: str = "", action: str = "") -> WebForm:
        """The form that has a field of that name, or goes to such an address. Raises Stuck."""
        for found in self.forms:
            if (name and name in {**found.values, **found.choices}) or (
                action and re.search(action, found.action)
            ):
                return found
        raise Stuck(f"{self.path} has no form for {name or action}: {self.wrong or self.text[:200]}")


class Desk:
    """One person at one node. ``name`` and ``office`` as the page of the cast shows them."""

    def __init__(self, base: str, name: str, office: str) -> None:
        self.base, self.name, self.office = base.rstrip("/"), name, office
        jar = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def sit_down(self) -> None:
        """One click on the demo's page, and one is that person."""
        page = self.get("/play/")
        for form in page.forms:
            if "/play/" in form.action and f"{self.name}, {self.office}" in form.text:
                self.send(form)
                return
        raise Stuck(f"Nobody called {self.name} of {self.office} can be played at {self.base}.")

    def get(self, path: str) -> Page:
        """A page by its address."""
        return self._ask(urljoin(self.base + "/", path))

    def send(self, form: WebForm, **values: str | list[str]) -> Page:
        """Send a form with some values changed; where the page goes on to. Raises Stuck with what the page found wrong."""
        data = {**form.values, **{n: v if isinstance(v, list) else [v] for n, v in values.items()}}
        pairs = [(name, value) for name, found in data.items() for value in found]
        page = self._ask(urljoin(self.base + "/", form.action), urllib.parse.urlencode(pairs).encode())
        if page.status >= 400:
            raise Stuck(f"{self.name} at {page.path}: {page.wrong or page.text[:300]} ({page.status})")
        return page

    def _ask(self, url: str, data: bytes | None = None) -> Page:
        headers = {"Accept-Language": "en", "Accept": "text/html"}
        request = urllib.request.Request(url, data, headers)  # noqa: S310 our own nodes on this machine
        try:
            with self._open.open(request, timeout=PATIENCE) as answer:
                return read_page(answer.url, answer.status, answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return read_page(error.url or url, error.code, error.read().decode(errors="replace"))
        except OSError as error:
            raise Stuck(f"{urlsplit(url).netloc} does not answer: {error}.") from None


def read_page(url: str, status: int, body: str) -> Page:
    """A page taken apart."""
    reader = _Reader(url)
    reader.feed(body)
    wrong = " ".join(" ".join(reader.wrong).split())
    return Page(url, status, " ".join(" ".join(reader.words).split()), reader.links, reader.forms, wrong)


class _Reader(html.parser.HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.path = urlsplit(url).path
        self.links: list[tuple[str, str]] = []
        self.forms: list[WebForm] = []
        self.words: list[str] = []
        self.wrong: list[str] = []
        self._form: WebForm | None = None
        self._select = self._option = self._area = self._radio = self._link = ""
        self._silent = 0
        self._summary = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "div" and (self._summary or "govuk-error-summary" in given.get("class", "").split()):
            self._summary += 1
        elif tag == "a":
            self._link = given.get("href", "")
            self.links.append((self._link, ""))
        elif tag == "form":
            self._form = WebForm(given.get("action") or self.path)
            if given.get("method", "").lower() == "post":
                self.forms.append(self._form)
        elif self._form is not None:
            self._field(tag, given, {name for name, _value in attrs})

    def _field(self, tag: str, given: dict[str, str], flags: set[str]) -> None:
        assert self._form is not None
        name = given.get("name", "")
        if tag == "input" and name:
            self._input(name, given, flags)
        elif tag == "textarea" and name:
            self._area = name
            self._form.values[name] = [""]
        elif tag == "select":
            self._select = name
            self._form.choices[name] = []
        elif tag == "option" and self._select:
            self._option = given.get("value", "")
            self._form.choices[self._select].append((self._option, ""))
            if "selected" in flags:
                self._form.values[self._select] = [self._option]

    def _input(self, name: str, given: dict[str, str], flags: set[str]) -> None:
        assert self._form is not None
        kind = given.get("type", "text")
        if kind in ("radio", "checkbox"):
            self._form.choices.setdefault(name, []).append((given.get("value", "on"), ""))
            self._radio = name
            if "checked" in flags:
                self._form.values.setdefault(name, []).append(given.get("value", "on"))
        elif kind in _TEXT:
            self._form.values.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent -= 1
        elif tag == "div" and self._summary:
            self._summary -= 1
        elif tag == "form":
            self._form = None
        elif tag == "a":
            self._link = ""
        elif tag == "option":
            self._option = ""
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""
        elif tag == "label":
            self._radio = ""

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        self.words.append(data)
        if self._summary:
            self.wrong.append(data)
        if self._link:
            href, text = self.links[-1]
            self.links[-1] = (href, text + data)
        if self._form is not None:
            self._in_form(data)

    def _in_form(self, data: str) -> None:
        assert self._form is not None
        self._form.text += data
        if self._area:
            self._form.values[self._area] = [self._form.values[self._area][0] + data.removeprefix("\n")]
        for name in (self._select, self._radio):
            if name and self._form.choices.get(name):
                value, label = self._form.choices[name][-1]
                self._form.choices[name][-1] = (value, (label + data).strip())
