"""The country table of the invented region: the same paper as the real one, marked on every page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from wellknit.lib.documents.tree import Document
from wellknit.plan import framework_files, reference_files
from wellknit.plan.framework_files import ItemKind
from wellknit.plan.invented_files import InventedRegion, InventedRow, invented_region
from wellknit.plan.reports.som import som_document
from wellknit.plan.reports.values import Matrix, StatusCell, StatusRow, UnitHead
from wellknit.platform.access.refusals import NotValid


def mark() -> str:
    """The words on every page of what is invented, in capitals."""
    return _("Invented for trying out").upper()


def invented_document(framework: str, period: str) -> Document:
    """The table for senior officials of the region that does not exist.

    Raises NotValid for any other framework or year than the file has: nothing is made up on the way.
    """
    region = invented_region()
    if (framework, period) != (region.framework, str(region.year)):
        raise NotValid(
            _("The invented region has statuses for %(framework)s %(year)s only.")
            % {"framework": region.framework, "year": region.year}
        )
    return som_document(invented_matrix(region), reference_files.scales()[region.scale])


def invented_matrix(region: InventedRegion) -> Matrix:
    """All targets of the framework × the invented units. Reads no table: real statuses cannot get in."""
    plan = framework_files.framework(region.framework)
    said = {row.target: row for row in region.rows}
    groups = {item.id: f"{item.code} {item.title}".strip() for item in plan.items}
    rows = tuple(
        StatusRow(item.id, item.code, item.title, groups.get(item.parent, ""), item.text, _cells(said.get(item.id)))
        for item in plan.of_kind(ItemKind.TARGET)
    )  # fmt: skip
    return Matrix(
        framework=region.framework, title=plan.title, period=str(region.year),
        scale=region.scale, rows=rows, notes=(region.note,), source=region.note,
        units=tuple(UnitHead(unit.code, unit.name, watermark=mark()) for unit in region.units),
    )  # fmt: skip


def _cells(row: InventedRow | None) -> dict[str, StatusCell]:
    if row is None:
        return {}
    return {
        code: StatusCell(declared=status, reason=row.reasons.get(code, ""))
        for code, status in row.statuses.items()
    }
