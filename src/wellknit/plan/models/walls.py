"""The walls between the six: conditions every table of this wing is made of.

A row of a country is read by that country's task force, by the Secretariat once it is endorsed, and by the
other five
once it is published. Rows of the region (`REG`) belong to the Secretariat the way a country's belong to
the country.
`shown` is set by a trigger on the block, never by hand, so a child row cannot be more open than its block.
"""

from __future__ import annotations

from wellknit.lib.walls import VIEWER_COUNTRY, Sql, Wall


def may(permission: str) -> str:
    """Evaluated once a statement, not once a row."""
    return f"(SELECT wk_may('{permission}'))"


REGION = "REG"
# Whoever works on a country's own block. A donor, a shelter or an organisation of the same country is not
# one of them.
TASK_FORCE = f"({may('plan.draft')} OR {may('plan.endorse')})"
SECRETARIAT = may("plan.review")
OWN = (
    f"(({{table}}.unit = {VIEWER_COUNTRY} AND {TASK_FORCE})"
    f" OR ({{table}}.unit = '{REGION}' AND {SECRETARIAT}))"
)
WRITE = (
    f"(({{table}}.unit = {VIEWER_COUNTRY} AND {may('plan.draft')})"
    f" OR ({{table}}.unit = '{REGION}' AND {SECRETARIAT}))"
)
SEEN = (
    f"({OWN} OR ({{table}}.shown = 'all' AND {may('plan.read')})"
    f" OR ({{table}}.shown = 'secretariat' AND {SECRETARIAT}))"
)
# Things of the region or of one country that were never a draft: meetings, money.
OURS = f"(({{table}}.unit = {VIEWER_COUNTRY} AND {TASK_FORCE}) OR {SECRETARIAT})"


def country_block(*, delete: bool = False) -> Wall:
    """Rows inside a block: written by their own unit only, read as far as the block is shown."""
    verbs = ("select", "insert", "update", "delete") if delete else ("select", "insert", "update")
    return Sql(SEEN, check=WRITE, verbs=verbs)


def readable(write: str) -> Wall:
    """Read by everybody of the process, written by whoever holds the permission."""
    return Sql(may("plan.read"), check=may(write))


def of_the_process(write: str) -> Wall:
    """The region's rows are read by everybody, a country's by itself and the Secretariat; written by their
    own.
    """
    return Sql(
        f"({{table}}.unit = '{REGION}' AND {may('plan.read')}) OR {OURS}", check=f"{may(write)} AND {OURS}"
    )
