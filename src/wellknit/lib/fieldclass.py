"""Every field of every model has a class; the class drives encryption, logs, exchange, export and facts.

identity     says who somebody is, or where she can be found: encrypted, never logged, never in facts
case         what happened and what was done: readable inside one's reach, never in facts
shareable    may be shown to another office of the same referral or corridor step
statistical  may enter a fact (coarse, no free text)
public       may be printed anywhere
"""

from __future__ import annotations

from enum import StrEnum


class FieldClass(StrEnum):
    """How far the value of a field may travel."""

    IDENTITY = "identity"
    CASE = "case"
    SHAREABLE = "shareable"
    STATISTICAL = "statistical"
    PUBLIC = "public"
