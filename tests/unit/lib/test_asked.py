"""A number in an address."""

from __future__ import annotations

import pytest

from wellknit.lib.asked import number


@pytest.mark.parametrize(
    "typed, found",
    [("2019", 2019), ("", 7), (None, 7), ("1900", 7), ("２０１９", 7), ("9" * 5000, 7), ("-2019", 7)],
)
def test_what_is_no_such_number_is_passed_over(typed: str | None, found: int) -> None:
    assert number(typed, range(2000, 2100), 7) == found
