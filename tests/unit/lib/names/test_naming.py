"""What in a text is somebody's name: two parts of it, or the whole of it, in any order and spelling; never one word."""

from __future__ import annotations

import pytest

from wellknit.lib.names.keys import PersonNames
from wellknit.lib.names.naming import names

ONE = PersonNames(("Ma Thiri", "မသီရိ"))
THREE = PersonNames(("Thiri Aung Win",))
THAI = PersonNames(("ธิดา ใจดี", "Thida Jaidee"))
SHORT = PersonNames(("Ba",))


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Ask Ma Thiri again.", ONE), ("ask THIRI", ONE), ("နေသီရိကို", ONE), ("Thiri, Aung", THREE), ("Win (Aung)", THREE),
        ("ถามธิดาใจดีอีก", THAI), ("Jaidee, Thida", THAI),
    ],
)  # fmt: skip
def test_is_named(text: str, who: PersonNames) -> None:
    assert names(text, [who])


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The form of request.", ONE), ("A theory.", ONE), ("Win some, lose some.", THREE), ("Thida", THAI), ("ba", SHORT),
        ("", ONE), ("TH-2222-3333", ONE), ("▇▇▇", ONE),
    ],
)  # fmt: skip
def test_is_not_named(text: str, who: PersonNames) -> None:
    assert not names(text, [who])
