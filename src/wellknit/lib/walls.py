"""Row security as declarations: each model says who may see its rows, and the database enforces it.

A model carries `WALL = ByCase()` or another of the kinds below. `platform.access.walls` turns the
declarations into PostgreSQL policies and grants after every migration; until then a new table
has no grant at all, so what was forgotten is closed. Shape as measured: EXISTS on the grants table
with the viewer's office as a scalar sub-select (evaluated once), never a function around the row.
"""

from __future__ import annotations

from dataclasses import dataclass

VIEWER_OFFICE = "(SELECT wk_office())"
VIEWER_PERSON = "(SELECT wk_person())"
VIEWER_COUNTRY = "(SELECT wk_country())"

_IN_REACH = (
    "EXISTS (SELECT 1 FROM access_grant g WHERE g.{key} = {table}.{column}"
    f" AND g.office_id = {VIEWER_OFFICE}"
    f" AND (g.holder_id IS NULL OR g.holder_id = {VIEWER_PERSON})"
    " AND (g.until IS NULL OR g.until > now()))"
)


@dataclass(frozen=True)
class Wall:
    """What the web role may do with a table, and with which of its rows.

    `verbs`: SQL privileges granted. `using`: rows seen and changed. `check`: rows that may be
    written (the same condition when empty). An empty `using` on a guarded wall means no access.
    """

    using: str = ""
    check: str = ""
    verbs: tuple[str, ...] = ("select", "insert", "update")
    guarded: bool = True

    def sql(self, table: str) -> tuple[str, str]:
        """The USING and WITH CHECK conditions for `table`."""
        using = self.using.format(table=table)
        return using, (self.check.format(table=table) or using)


def ByCase(column: str = "case_id", *, check: str = "", verbs: tuple[str, ...] = Wall.verbs) -> Wall:
    """Rows of cases that the viewer's office has been granted."""
    using = _IN_REACH.replace("{key}", "case_id").replace("{column}", column)
    return Wall(using, check, verbs)


def ByPerson(column: str = "person_id", *, check: str = "", verbs: tuple[str, ...] = Wall.verbs) -> Wall:
    """Rows of persons who have at least one case in the viewer's reach."""
    using = _IN_REACH.replace("{key}", "person_id").replace("{column}", column)
    return Wall(using, check, verbs)


def ByOffice(*columns: str, check: str = "", verbs: tuple[str, ...] = Wall.verbs) -> Wall:
    """Rows in which the viewer's office stands in one of `columns` (default `office_id`)."""
    using = " OR ".join(f"{{table}}.{c} = {VIEWER_OFFICE}" for c in (columns or ("office_id",)))
    return Wall(using, check, verbs)


def ByCountry(column: str = "country", *, check: str = "", verbs: tuple[str, ...] = Wall.verbs) -> Wall:
    """Rows of the viewer's own jurisdiction."""
    return Wall(f"{{table}}.{column} = {VIEWER_COUNTRY}", check, verbs)


def Own(column: str = "user_id", *, verbs: tuple[str, ...] = (*Wall.verbs, "delete")) -> Wall:
    """Rows that belong to the viewer personally (a draft, a preference)."""
    return Wall(f"{{table}}.{column} = {VIEWER_PERSON}", "", verbs)


def Node(*, write: str = "false", verbs: tuple[str, ...] = Wall.verbs) -> Wall:
    """Readable by whoever is signed in at this node; written only where `write` holds."""
    return Wall(f"{VIEWER_PERSON} IS NOT NULL", write, verbs)


def Sql(using: str, *, check: str = "", verbs: tuple[str, ...] = Wall.verbs) -> Wall:
    """A condition of its own; `{table}` stands for the table's name."""
    return Wall(using, check, verbs)


def Unguarded(*verbs: str) -> Wall:
    """Needed before there is a viewer (accounts, sign-in). Says so on purpose; holds nobody's case."""
    return Wall(verbs=verbs or ("select", "insert", "update", "delete"), guarded=False)


def Closed() -> Wall:
    """No direct access for the web role; only definer functions touch it."""
    return Wall(verbs=())
