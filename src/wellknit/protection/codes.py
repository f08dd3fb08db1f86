"""Short codes that stand on paper instead of a name."""

from __future__ import annotations

import secrets

# No vowels (no accidental words), no letters or digits that are read for one another.
ALPHABET = "23456789BCDFGHJKMNPQRTVWXYZ"


def new_code(prefix: str) -> str:
    """A code like `TH-4K7M-9XQ2`: 8 random signs (about 38 bits), unguessable enough for a slip of paper.

    It opens nothing by itself: whoever types it still needs reach.
    """
    signs = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{signs[:4]}-{signs[4:]}"
