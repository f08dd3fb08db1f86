"""`wellknit report`, `money`, `framework`, `export`: the plan wing from the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellknit.commands.frame import Failed, command, group, say

if TYPE_CHECKING:
    from wellknit.lib.documents.tree import Document

FORMS = ("pdf", "docx", "xlsx", "html", "csv")


def register(sub: Any) -> None:
    """Add this wing's commands."""
    _reports(
        group(
            sub, "report", tells="documents: country table, activities, annual report, workplan, utilisation"
        )
    )
    money = group(sub, "money", tells="money of the programme")
    need = command(
        money, "requirement", requirement, role="web", database=False,
        tells="what a plan needs by line and year, overhead by its formula",
        example="wellknit money requirement --plan spa3 --format csv",
    )  # fmt: skip
    need.add_argument("--plan", default="spa3")
    _output(need)
    frames = group(sub, "framework", tells="plans as adopted, and the paths between them")
    cross = command(
        frames, "crosswalk", crosswalk, role="web", database=False,
        tells="what became of each item of a plan in another",
        example="wellknit framework crosswalk spa1 spa2",
    )  # fmt: skip
    cross.add_argument("one", metavar="FROM")
    cross.add_argument("other", metavar="TO")
    _output(cross)
    export = group(sub, "export", tells="files for others")
    iati = command(
        export, "iati", iati_files, role="web", acts=True, tells="IATI 2.03 activity and organisation files",
        example="wellknit export iati --out /tmp/iati",
    )  # fmt: skip
    iati.add_argument("--out", required=True, metavar="DIR")
    iati.add_argument("--year", type=int, default=None)


def _reports(verbs: Any) -> None:
    som = command(
        verbs, "som", report_som, role="web", acts=True,
        tells="progress by country for the Senior Officials Meeting",
        example="wellknit report som --framework spa2 --year 2008 --format pdf --out som.pdf",
    )  # fmt: skip
    annual = command(
        verbs, "annual", report_annual, role="web", acts=True,
        tells="annual report, of the region or one country",
        example="wellknit report annual --framework unact-2014 --year 2014 --format docx --out annual.docx",
    )  # fmt: skip
    annual.add_argument("--unit", default="REG", metavar="CODE", help="REG, or a country's code")
    annual.add_argument("--language", default="en", metavar="TAG")
    som.add_argument(
        "--region", choices=("real", "invented"), default="real",
        help="invented: a region that does not exist, marked on every page, for trying out",
    )  # fmt: skip
    for parser, framework in ((som, "spa2"), (annual, "unact-2014")):
        parser.add_argument("--framework", default=framework)
        parser.add_argument(
            "--year", required=True, metavar="PERIOD", help="2008, or 2014-H1 for a half year"
        )
        _output(parser)
    acts = command(
        verbs, "activities", report_activities, role="web", database=False,
        tells="activities by area and country",
        example="wellknit report activities --year 2009 --format csv",
    )  # fmt: skip
    acts.add_argument("--year", type=int, required=True)
    _output(acts)


def _output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=FORMS, default="csv")
    parser.add_argument("--out", metavar="FILE", help="where to; standard output otherwise")


def _write(document: Document, args: argparse.Namespace) -> None:
    from wellknit.plan.printing import printed

    made = printed(document, args.format)
    if args.out:
        Path(args.out).write_bytes(made)
        say(f"{args.out}: {len(made):,} bytes")
        return
    if args.format in ("pdf", "docx", "xlsx") and sys.stdout.isatty():
        raise Failed("Say where to write it: --out FILE.", 2)
    sys.stdout.buffer.write(made)


def requirement(args: argparse.Namespace) -> None:
    """The funding requirement of a plan."""
    from wellknit.lib.documents.tree import Document
    from wellknit.plan import table_files
    from wellknit.plan.reports.tables import requirement_grid

    grid = requirement_grid(table_files.requirement(args.plan))
    _write(Document(grid.caption, (grid,), landscape=True), args)


def crosswalk(args: argparse.Namespace) -> None:
    """What became of each item."""
    from wellknit.plan.queries.crosswalks import crosswalk_document

    _write(crosswalk_document(args.one, args.other), args)


def report_activities(args: argparse.Namespace) -> None:
    """Activities of a year by area and country."""
    from wellknit.plan import reference_files, table_files
    from wellknit.plan.reports.tables import activities_document

    _write(activities_document(table_files.activities(args.year), reference_files.units()), args)


def report_som(args: argparse.Namespace) -> None:
    """The country table of what is published, or of the region that does not exist."""
    if args.region == "invented":
        from wellknit.plan.reports.invented import invented_document

        _write(invented_document(args.framework, args.year), args)
        return
    from wellknit.commands.acting import acting
    from wellknit.plan import reference_files
    from wellknit.plan.queries.matrix import status_matrix
    from wellknit.plan.reports.som import som_document

    with acting(_named(args)) as viewer:
        matrix = status_matrix(viewer, args.framework, args.year, published_only=True)
        document = som_document(matrix, reference_files.scales()[matrix.scale])
    _write(document, args)


def report_annual(args: argparse.Namespace) -> None:
    """The annual report of a unit, from what is published (or, for one's own unit, as it stands)."""
    from wellknit.commands.acting import acting
    from wellknit.plan.queries.annual import annual_as_document

    with acting(_named(args)) as viewer:
        document = annual_as_document(viewer, args.framework, args.year, args.unit, args.language)
    _write(document, args)


def iati_files(args: argparse.Namespace) -> None:
    """Both IATI files into a folder."""
    from wellknit.commands.acting import acting
    from wellknit.plan.queries.iati import iati_source
    from wellknit.plan.reports.iati import activities_xml, organisations_xml

    folder = Path(args.out)
    folder.mkdir(parents=True, exist_ok=True)
    with acting(_named(args)) as viewer:
        source = iati_source(viewer, args.year)
    for name, made in (
        ("activities.xml", activities_xml(source)),
        ("organisations.xml", organisations_xml(source)),
    ):
        (folder / name).write_bytes(made)
        say(f"{folder / name}: {len(made):,} bytes")


def _named(args: argparse.Namespace) -> argparse.Namespace:
    """In a demo nobody need be named: the reader of the invented Secretariat acts, and that is said."""
    from django.conf import settings

    if not args.as_email and (settings.DEMO or settings.HOME.node == "demo"):
        from wellknit.plan.cast import reader

        args.as_email = reader(settings.CHARTER.get("country", ""))
        say(f"acting as {args.as_email} (demo)")
    return args
