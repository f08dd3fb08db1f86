"""Two officials pin another government's card in two real browsers; the second on a telephone without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.browser.test_care import fill, go, press
from tests.harness.chairs import chairs
from tests.unit.web.test_nodes import their_card

from wellknit.platform.exchange import card as cards

pytestmark = pytest.mark.browser


@pytest.fixture
def officials(browser: Any, live_server: Any, db: Any) -> Iterator[Callable[[int], Any]]:
    """officials(0) is at a desk, officials(1) has a telephone and no script."""
    from tests.harness.people import make_member, make_office

    office = make_office("ministry", kind="ministry")
    people = [make_member(office, "exchange_official", n) for n in ("One Official", "Two Official")]
    with chairs(browser, live_server.url) as sit:
        yield lambda which: sit(people[which], office, scripted=not which)


def test_a_card_is_handed_in_and_confirmed(officials: Callable[[int], Any]) -> None:
    text = their_card()
    digits = cards.read(text, datetime.now(UTC)).digits
    one, two = officials(0), officials(1)
    go(one, "/nodes/")
    press(one, "Hand in another")
    fill(one, card=text)
    press(one, "Save")
    go(two, "/nodes/")
    press(two, "a card waits for the second official")
    fill(two, fingerprint="12345")
    press(two, "Confirm these digits")
    assert "not the digits of this card" in two.locator("main").inner_text()
    fill(two, fingerprint=digits)
    press(two, "Confirm these digits")
    assert digits in two.locator("main").inner_text()
    go(one, "/nodes/")
    press(one, "End the trust")
    press(one, "End the trust")
    assert "trust ended" in one.locator("main").inner_text()
