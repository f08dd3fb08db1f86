"""Letters that count as one, written as groups a native reader can check."""

from __future__ import annotations

from collections.abc import Mapping


def merged(groups: Mapping[str, str]) -> dict[int, str]:
    """Translation table: every letter of a group becomes the letter the group is named after."""
    return {ord(letter): kept for kept, letters in groups.items() for letter in letters}
