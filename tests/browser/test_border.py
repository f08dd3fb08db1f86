"""One person, two countries, two windows: from the shelter to the last visit, with axe on every page on the way.

The main points are clicked; what lies between them the player does over the same pages.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.browser.test_between import press
from tests.harness.demonodes import DemoTestNode, free_row, program
from tests.harness.server import collect_static

from wellknit.web.demo.cast import cast
from wellknit.web.demo.nodes import DemoNode
from wellknit.web.demo.player import Play, today_at

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Looked at in the country's own language on every run; the others when somebody wants PICTURES.
IN_BOTH = ("border", "handover", "handed-over")
NATIVE, LATIN = "မသီရိမြ", "Ma Thiri Mya"


@dataclass
class Window:
    """One country's window: a browser context of its own, where one sits down at somebody's desk."""

    node: DemoNode
    page: Any

    def become(self, key: str) -> None:
        who = cast(self.node.charter).person(key)
        office = cast(self.node.charter).office(who.office).name
        self.page.goto("/play/")
        self.page.locator("main button", has_text=f"{who.name}, {office}").first.click()
        self.page.wait_for_load_state()

    def speak(self, language: str) -> None:
        name = f"wellknit_{self.node.node}_language"
        self.page.context.add_cookies([{"name": name, "value": language, "url": self.node.url}])

    def wait_for(self, path: str, text: str) -> None:
        """Look again until it is there: the message is on its way."""
        for _ in range(100):
            self.page.goto(path)
            if text in self.page.content():
                return
            self.page.wait_for_timeout(200)
        raise AssertionError(f"{text!r} did not come: {self.page.locator('main').inner_text()}")

    def looked_at(self, name: str, *languages: str) -> None:
        """No rule broken, nothing beside a telephone's screen; pictures where somebody wants to see them."""
        from axe_playwright_python.sync_playwright import Axe

        here = self.page.url
        spoken = languages if name in IN_BOTH or os.environ.get("PICTURES") else ()
        for language in (*spoken, "en"):
            if spoken:
                self.speak(language)
                self.page.goto(here)
            found = Axe().run(self.page)
            assert found.violations_count == 0, (here, found.generate_report())
            self._on_both_screens(f"{name}-{self.node.charter}-{language}")

    def _on_both_screens(self, name: str) -> None:
        folder = os.environ.get("PICTURES", "")
        for width in (360, 1280):
            self.page.set_viewport_size({"width": width, "height": 900})
            if width == 360:
                wide = self.page.evaluate("document.documentElement.scrollWidth")
                assert wide <= 360, f"{self.page.url} is {wide} pixels wide on a telephone"
            if folder:
                self.page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)


@pytest.fixture(scope="module")
def two_nodes(node: Any) -> Iterator[list[DemoNode]]:
    """Two countries of the demo, running, without a case."""
    from wellknit.commands.serve import is_free
    from wellknit.web.demo.nodes import chosen
    from wellknit.web.demo.running import running

    for charter in ("th", "mm"):
        DemoTestNode(node.run, charter)
    collect_static(node)
    port = free_row(2)
    done = program(
        node.run, "demo", "prepare", "--nodes", "th", "mm", "--empty", "--no-static", "--port", str(port)
    )
    assert done.returncode == 0, done.stderr
    nodes = chosen(["th", "mm"], port=port, host="127.0.0.1", is_free=is_free)
    with running(nodes):
        yield nodes


@pytest.fixture
def windows(browser: Any, two_nodes: list[DemoNode]) -> Iterator[tuple[Window, Window]]:
    """A window for each."""
    contexts = [browser.new_context(base_url=n.url.rstrip("/"), locale="en-GB") for n in two_nodes]
    th, mm = (Window(n, c.new_page()) for n, c in zip(two_nodes, contexts, strict=True))
    yield th, mm
    for context in contexts:
        context.close()


def test_from_the_shelter_to_the_last_visit_in_two_windows(windows: tuple[Window, Window]) -> None:
    th, mm = windows
    play = Play("th-mm", th.node, mm.node, lambda _line: None, (NATIVE, LATIN))
    th.become("mali")
    play.play("open")
    _talks(th, play)
    play.play("consent")
    _asks(th, play)
    _is_answered(mm, play)
    play.play("tell")
    mm.become("thiri")
    mm.wait_for(f"/border/{play.journey}/", "Where to look, and where not")
    mm.looked_at("trace", "my")
    play.play("agree")
    _hands_over(th, play)
    mm.wait_for(f"/border/{play.journey}/", "Sign: received as written")
    assert "back wages as a bank card" in mm.page.content()
    mm.looked_at("handed-over", "my")
    play.play("planned")
    _visits(mm, play)
    play.play()
    _both_show_the_same(th, mm, play)


def _talks(th: Window, play: Play) -> None:
    th.page.goto(f"/cases/{play.case}/border/")
    th.looked_at("of-case", "th")
    press(th.page, "Write down a talk")
    th.looked_at("talk", "th")
    th.page.get_by_label("Day of the talk").fill(today_at(th.node))
    th.page.get_by_label(re.compile("^Yes; an interpreter")).check()
    th.page.get_by_label("Language of the talk").select_option("my")
    for name in ("fears_family", "fears_officials", "fears_state", "stateless", "asylum"):
        th.page.locator(f"input[name={name}][value=no]").check()
    th.page.locator("input[name=may_contact][value=yes]").check()
    press(th.page, "Write it down")
    play.done_by_hand("talk")


def _asks(th: Window, play: Play) -> None:
    th.page.goto(f"/cases/{play.case}/border/ask/")
    th.looked_at("ask", "th")
    th.page.locator("input[name=corridor][value=th-mm]").check()
    th.page.locator("input[name=scope][value=return]").check()
    th.page.get_by_label("What the other country should know before it answers").fill("An adult. No hurry.")
    press(th.page, "Ask")
    found = re.search(r"/border/([0-9a-f-]{36})/", th.page.url)
    assert found is not None, th.page.locator("main").inner_text()
    play.journey = found.group(1)
    th.looked_at("asked", "th")
    play.done_by_hand("ask")


def _is_answered(mm: Window, play: Play) -> None:
    mm.become("khin")
    mm.wait_for(f"/border/{play.journey}/", "Accept the request")
    assert LATIN not in mm.page.content() and NATIVE not in mm.page.content()
    mm.looked_at("preview", "my")
    mm.page.goto("/border/")
    mm.looked_at("border", "my")
    mm.page.locator(".wk-worklist__link").first.click()
    press(mm.page, "Accept the request")
    press(mm.page, "Accept the request")
    mm.wait_for(f"/border/{play.journey}/", NATIVE)
    play.done_by_hand("accept", "sees_name")


def _hands_over(th: Window, play: Play) -> None:
    play.play("tell")
    th.page.goto("/border/")
    th.looked_at("border", "th")
    th.page.goto(f"/border/{play.journey}/")
    th.looked_at("journey", "th")
    press(th.page, "Sign the handover")
    th.looked_at("handover", "th")
    th.page.locator("select[name=detail_crossing]").select_option(index=1)
    th.page.locator("[name=detail_day]").fill(today_at(th.node))
    th.page.locator("[name=detail_handed_over]").fill("Travel document, a bag, back wages as a bank card")
    th.page.locator("[name=detail_signed_by]").fill("Mali, Shelter Centre")
    th.page.get_by_label("Your message").fill("She walked across by herself.")
    press(th.page, "Sign the handover")
    play.done_by_hand("handed_over")


def _visits(mm: Window, play: Play) -> None:
    mm.become("zaw")
    mm.page.goto(f"/border/{play.journey}/")
    press(mm.page, "A visit was made, with the person's own words")
    mm.looked_at("visit", "my")
    mm.page.locator("[name=detail_day]").fill(today_at(mm.node))
    mm.page.locator("[name=detail_own_words]").fill("I sleep again.")
    mm.page.get_by_label("Your message").fill("As agreed, at the shop.")
    press(mm.page, "A visit was made, with the person's own words")
    play.done_by_hand("visited")


def _both_show_the_same(th: Window, mm: Window, play: Play) -> None:
    th.become("mali")
    mm.become("zaw")
    for window in (th, mm):
        window.wait_for(f"/border/{play.journey}/", "I sleep again.")
    shown = th.page.locator("aside .wk-code, .wk-code").last.inner_text()
    mm.wait_for(f"/border/{play.journey}/", shown)
    th.looked_at("ended", "th")
    mm.looked_at("ended", "my")
