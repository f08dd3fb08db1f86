"""Following one plan into the next: every typed link, and where a series may not simply go on."""

from __future__ import annotations

from wellknit.lib.documents.tree import Cell, Column, Document, Grid, Row
from wellknit.plan import framework_files
from wellknit.plan.queries.matrix import framework_of
from wellknit.platform.access.refusals import NotValid

# Short names people use, for a plan that has had two forms.
FAMILIES = {"spa1": ("spa1-2005", "spa1-2006")}


def members(name: str) -> tuple[str, ...]:
    """The frameworks a name stands for: `spa1` means both its forms."""
    found = FAMILIES.get(name, (name,))
    for each in found:
        framework_of(each)
    return found


def links_between(one: str, other: str) -> list[tuple[str, framework_files.LinkEntry]]:
    """Every link from one framework (in all its forms) to the other, with the file it stands in."""
    sources, goals = set(members(one)), set(members(other))
    found = [
        (file.id, entry)
        for file in framework_files.crosswalk_files()
        if file.from_framework in sources and file.to_framework in goals
        for entry in file.links
    ]
    if not found:
        raise NotValid(f"There is no crosswalk from {one} to {other}.")
    return found


def crosswalk_document(one: str, other: str) -> Document:
    """The crosswalk as a table: from, to, what became of it, whether figures may be compared, and on what
    ground.
    """
    columns = (
        Column("From", weight=24), Column("To", weight=24), Column("What became of it", weight=12),
        Column("Figures", weight=12), Column("Ground", weight=10), Column("Note and source", weight=28),
    )  # fmt: skip
    rows = []
    for number, (file, link) in enumerate(links_between(one, other), 1):
        cells = (
            Cell(_name(link.from_)), Cell(_name(link.to)), Cell(str(link.relation)),
            Cell(str(link.comparability)), Cell(link.basis),
            Cell(f"{link.note} ({link.source.document}, {link.source.place})".strip()),
        )  # fmt: skip
        rows.append(Row(cells, id=f"{file}.{number}"))
    title = f"From {one.upper()} to {other.upper()}"
    grid = Grid(title, columns, tuple(rows), "crosswalk", notes=("Printed codes are labels; ids are ours.",))
    return Document(title, (grid,), landscape=True, subtitle="What became of each item")


def _name(item: str | None) -> str:
    if not item:
        return "–"
    node = framework_files.crosswalk().node(item)
    return f"{node.code} {node.label}".strip()
