"""Draws docs/architecture.svg: nodes, wings, rooms and the arrows between them.

    .venv/bin/python docs/make_architecture.py

What is not built yet (no folder with code in it) is drawn with a broken line, so the picture cannot promise more than
the code holds. A house test (tests/house/test_docs.py) says when it has to be drawn anew.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "src" / "wellknit"
TARGET = HERE / "architecture.svg"
WIDTH, HEIGHT = 1240, 985

INK, SOFT, LINE = "#14213d", "#4a5568", "#5b6b82"
PAPER, WING, FLOOR, STORE, ROOM = "#ffffff", "#e6f0ee", "#eef1f6", "#f6efe2", "#f3f0f8"


def built(*parts: str) -> bool:
    """Whether there is code in this room of the house."""
    return any(SOURCE.joinpath(*parts).glob("**/*.py"))


def text(x: float, y: float, words: str, *, size: int = 13, weight: str = "400", fill: str = INK,
         anchor: str = "start") -> str:  # fmt: skip
    """One line of text."""
    look = f'font-size="{size}" font-weight="{weight}" fill="{fill}" text-anchor="{anchor}"'
    return f'<text x="{x:g}" y="{y:g}" {look}>{escape(words)}</text>'


def box(x: float, y: float, w: float, h: float, title: str, *lines: str, fill: str = PAPER, solid: bool = True,
        size: int = 14) -> str:  # fmt: skip
    """A room: a title, up to a few small lines; a broken line while it is not built."""
    dash = "" if solid else ' stroke-dasharray="6 4"'
    parts = [
        f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="6" fill="{fill if solid else PAPER}"'
        f' stroke="{LINE}" stroke-width="1.3"{dash}/>',
        text(x + 10, y + 20, title, size=size, weight="700"),
    ]
    parts += [text(x + 10, y + 38 + 16 * n, line, size=11, fill=SOFT) for n, line in enumerate(lines)]
    return "\n".join(parts)


def arrow(*points: tuple[float, float], label: str = "", at: tuple[float, float] | None = None,
          dashed: bool = False) -> str:  # fmt: skip
    """A line through points with its head at the last one."""
    d = " ".join(f"{'M' if n == 0 else 'L'}{x:g} {y:g}" for n, (x, y) in enumerate(points))
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    line = f'<path d="{d}" fill="none" stroke="{INK}" stroke-width="1.6" marker-end="url(#head)"{dash}/>'
    return line + (text(*at, label, size=11, weight="700") if label and at else "")


def wings(y: float) -> list[str]:
    """The wings of a government's node, with the two doors between them."""
    told = {
        "justice": ("proceedings,", "compensation"),
        "protection": ("screening, referral,", "case, identification,", "stays, documents"),
        "plan": ("frameworks,", "workplans, money,", "meetings"),
        "prevention": ("brokers, hotspots,", "outreach"),
        "evidence": ("tables from facts,", "no identity"),
    }
    parts = []
    for n, (wing, lines) in enumerate(told.items()):
        parts.append(box(40 + 152 * n, y, 132, 92, wing, *lines, fill=WING, solid=built(wing)))
    parts.append(arrow((172, y + 46), (192, y + 46)))
    parts.append(text(182, y + 38, "api", size=10, weight="700", anchor="middle"))
    bus = y + 112
    parts.append(
        f'<path d="M714 {y + 92:g} L714 {bus:g} L258 {bus:g}" fill="none" stroke="{INK}" stroke-width="1.6"/>'
    )
    parts += [arrow((258 + 152 * n, bus), (258 + 152 * n, y + 93)) for n in range(3)]
    parts.append(text(590, bus - 5, "facts, ≤15 fields", size=11, weight="700"))
    return parts


def platform(y: float) -> list[str]:
    """The platform's parts, with arrows one way."""
    told = {
        "exchange": ("sealed messages,", "outbox, inbox"),
        "access": ("viewer, walls,", "grants, pages"),
        "audit": ("events, sealer,", "verify"),
        "vault": ("sealed fields,", "name tokens"),
        "identity": ("people, offices,", "memberships"),
    }
    parts = [text(40, y - 8, "platform", size=12, weight="700", fill=SOFT)]
    for n, (part, lines) in enumerate(told.items()):
        parts.append(box(40 + 152 * n, y, 128, 74, part, *lines, fill=FLOOR, solid=built("platform", part)))
        if n < 4:
            parts.append(arrow((168 + 152 * n, y + 37), (191 + 152 * n, y + 37)))
    return parts


def database(y: float) -> list[str]:
    """What stands in PostgreSQL and which role touches it."""
    stores = (
        ("Tables", "each with its wall", "(row security)", "role: web"),
        ("Worklist rows", "one per case and", "office, no name", "role: web"),
        ("Name tokens", "no grant; one", "definer function", "role: none"),
        ("Audit", "events append-only,", "links with a MAC", "role: sealer"),
        ("Fact views", "no identity,", "no exact date", "role: web, facts"),
    )
    parts = [
        text(
            40,
            y - 8,
            "PostgreSQL: a database of this node's own, roles of its own",
            size=12,
            weight="700",
            fill=SOFT,
        )
    ]
    for n, (title, *lines) in enumerate(stores):
        parts.append(box(40 + 152 * n, y, 132, 92, title, *lines, fill=STORE))
    note = "further roles: door (opens viewer sessions), owner (set-up), backup (reads all), worker (keeps the book of jobs)"
    parts.append(text(40, y + 112, note, size=11, fill=SOFT))
    return parts


def rooms(x: float, y: float) -> list[str]:
    """The inside of a wing: who may know whom."""
    parts = [
        f'<rect x="{x:g}" y="{y:g}" width="390" height="508" rx="8" fill="{PAPER}" stroke="{LINE}" stroke-width="1.3"/>',
        text(x + 16, y + 26, "The rooms of a wing", size=16, weight="700"),
        text(x + 16, y + 44, "each may know only what its arrows reach", size=12, fill=SOFT),
        box(
            x + 16,
            y + 60,
            250,
            62,
            "urls  views/  forms/",
            "HTTP in and out; at most 25 lines a view",
            fill=ROOM,
        ),
        box(x + 16, y + 160, 158, 78, "actions/", "verbs: atomic, audit", "inside, by=viewer", fill=ROOM),
        box(
            x + 206,
            y + 160,
            168,
            78,
            "queries/",
            "first argument viewer;",
            "outside reach: not found",
            fill=ROOM,
        ),
        box(x + 16, y + 276, 158, 62, "permissions.py", "may this person?", fill=ROOM),
        box(x + 206, y + 276, 168, 62, "policies.py", "may this happen now?", fill=ROOM),
        box(x + 16, y + 376, 158, 62, "models/", "fields with class, walls", fill=ROOM),
        box(x + 206, y + 376, 168, 62, "states.py", "moves as data", fill=ROOM),
        arrow((x + 95, y + 122), (x + 95, y + 159)),
        arrow((x + 250, y + 122), (x + 250, y + 159)),
        arrow((x + 95, y + 238), (x + 95, y + 275)),
        arrow((x + 150, y + 238), (x + 225, y + 275)),
        arrow((x + 225, y + 238), (x + 150, y + 275)),
        arrow((x + 190, y + 200), (x + 190, y + 395), (x + 175, y + 395)),
        arrow((x + 174, y + 425), (x + 205, y + 425)),
        arrow((x + 290, y + 338), (x + 290, y + 375)),
        f'<path d="M{x + 174:g} {y + 200:g} L{x + 206:g} {y + 200:g}" stroke="{INK}" stroke-width="1.6"/>',
        text(x + 16, y + 466, "api.py: front door for another wing, plain values", size=12),
        text(x + 16, y + 486, "facts.py: back door to statistics, rows without identity", size=12),
    ]
    return parts


def others(y: float) -> list[str]:
    """The other nodes, and what may ever pass between nodes."""
    solid = built("platform", "exchange")
    parts = [
        box(40, y, 330, 74, "Another government's node", "its own database, law, keys and charter", fill=WING, size=14),
        box(400, y, 400, 74, "The Secretariat's node", "plan, prevention, evidence; protection and justice are",
            "not installed: their tables do not exist there", fill=WING, size=14),
        arrow((190, y - 83), (190, y - 2), dashed=not solid),
        arrow((210, y - 1), (210, y - 82), dashed=not solid),
        arrow((590, y - 83), (590, y - 2), dashed=not solid),
        arrow((610, y - 1), (610, y - 82), dashed=not solid),
        text(228, y - 38, "sealed messages only" + ("" if solid else ": not built yet (issue 4)"), size=12, weight="700"),
    ]  # fmt: skip
    return parts


def legend(x: float, y: float) -> list[str]:
    """What the signs mean."""
    return [
        text(x, y, "How to read it", size=13, weight="700"),
        arrow((x, y + 22), (x + 44, y + 22)),
        text(x + 56, y + 26, "imports, and so may know; never the other way", size=12),
        f'<rect x="{x:g}" y="{y + 40:g}" width="44" height="18" rx="4" fill="{PAPER}" stroke="{LINE}" stroke-dasharray="6 4"/>',
        text(x + 56, y + 54, "not built yet", size=12),
        text(x, y + 80, "Held by tests/house/test_walls.py", size=12, fill=SOFT),
    ]


def draw() -> str:
    """The whole picture as SVG."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        ' font-family="Noto Sans, DejaVu Sans, Arial, sans-serif" role="img" aria-labelledby="t">',
        '<title id="t">Wellknit: nodes, wings, rooms and the arrows between them</title>',
        f'<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0 L10 5 L0 10 z" fill="{INK}"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        f'<rect x="20" y="20" width="800" height="776" rx="8" fill="{PAPER}" stroke="{INK}" stroke-width="2"/>',
        text(40, 50, "A government's node", size=18, weight="700"),
        text(240, 50, "one deployment, one law, one charter file", size=13, fill=SOFT),
        box(40, 70, 740, 60, "web", "base page, home, search, help, people of an office, demo; reads what the wings register",
            fill=FLOOR, solid=built("web")),
        text(40, 172, "wings", size=12, weight="700", fill=SOFT),
        *[arrow((106 + 152 * n, 130), (106 + 152 * n, 179)) for n in range(5)],
        *wings(180),
        f'<path d="M40 316 L780 316" stroke="{LINE}" stroke-width="1.3"/>',
        arrow((410, 316), (410, 358)),
        text(422, 334, "web and every wing know the platform", size=11, weight="700"),
        *platform(360),
        arrow((410, 434), (410, 468)),
        box(40, 470, 740, 60, "lib", "pure Python: dates and eras, names in six scripts, tables, documents, working days, screening; knows nobody",
            fill=FLOOR),
        *database(580),
        text(40, 722, "Processes: the pages (web, door) · the worker (web, door, worker) · the sealer, with a key of its own · commands of the operator", size=12),
        text(40, 744, "Policy as data (src/wellknit/data/): charters, procedures, screening sets, clocks, roles, code lists; no country in code", size=12),
        text(40, 766, "Keys lie outside the database and its backups", size=12),
        *rooms(840, 20),
        *legend(846, 560),
        *others(880),
        "</svg>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    TARGET.write_text(draw())
