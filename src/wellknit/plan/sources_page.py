"""The tables of ``docs/sources.md``, made from the data so that page and data cannot drift apart.

``python -m wellknit.plan.sources_page docs/sources.md`` rewrites what stands between the two marks of the
page; a test compares them. Pure: no models of the database here.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from wellknit.plan.framework_files import crosswalk_files, frameworks, indicators
from wellknit.plan.reference_files import discrepancies
from wellknit.plan.register_files import agreements, grid, laws, meeting_files, treaties

BEGIN = "<!-- made from the data: begin -->"
END = "<!-- made from the data: end -->"


def tables() -> str:
    """The generated part in Markdown: frameworks, crosswalks, register, and what does not tie."""
    parts = ["## Frameworks", "", *_frameworks(), "", "## Crosswalks", "", *_crosswalks()]
    parts += ["", "## Register", "", *_register(), "", "## What does not tie", "", *_discrepancies()]
    return "\n".join(parts)


def _frameworks() -> list[str]:
    rows = ["| file | name | published here | items | source |", "|---|---|---|---|---|"]
    for one in frameworks().values():
        kinds = Counter(item.kind.value for item in one.items)
        counted = ", ".join(f"{number} {kind}" for kind, number in kinds.items()) or "none"
        source = f"{one.source.document}, {one.source.place}"
        rows.append(f"| `{one.id}` | {one.title} | {one.published} | {counted} | {source} |")
    rows += ["", f"Reference sheets of indicators: {len(indicators())}."]
    return rows


def _crosswalks() -> list[str]:
    rows = ["| from | to | links | relations | basis |", "|---|---|---|---|---|"]
    for file in crosswalk_files():
        types = Counter(link.relation.value for link in file.links)
        relations = ", ".join(f"{number} {relation}" for relation, number in types.items())
        basis = ", ".join(sorted({link.basis for link in file.links}))
        rows.append(
            f"| `{file.from_framework}` | `{file.to_framework}` | {len(file.links)} | {relations} | {basis} |"
        )
    return rows


def _register() -> list[str]:
    meetings = sum(len(file.meetings) for file in meeting_files())
    named = sum(len(file.laws) for file in laws().values())
    cells = len(grid().cells)
    whole = len(grid().countries) * len(grid().treaties)
    return [
        f"{len(agreements())} agreements, {len(treaties())} treaties, {cells} of {whole} cells of the treaty",
        f"grid stated, {named} laws and other national instruments, {meetings} meetings.",
    ]


def _discrepancies() -> list[str]:
    rows = ["| about | printed | ours | shown | source |", "|---|---|---|---|---|"]
    for entry in discrepancies():
        cells = (entry.about, entry.printed, entry.ours, entry.shown)
        rows.append("| " + " | ".join(cells) + f" | {entry.source.document}, {entry.source.place} |")
    return rows


def renewed(page: str) -> str:
    """The page with its generated part made anew; ValueError when a mark is missing."""
    before, found, rest = page.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not (found and closed):
        raise ValueError(f"The page needs the marks {BEGIN} and {END}.")
    return f"{before}{BEGIN}\n\n{tables()}\n\n{END}{after}"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(renewed(target.read_text(encoding="utf-8")), encoding="utf-8")
