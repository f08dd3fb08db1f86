"""The declared walls of all models, put up in PostgreSQL after every migration."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from wellknit.lib.walls import (
    VIEWER_COUNTRY,
    VIEWER_OFFICE,
    VIEWER_PERSON,
    ByCase,
    ByCountry,
    ByOffice,
    ByPerson,
    Closed,
    Node,
    Own,
    Sql,
    Unguarded,
    Wall,
)

__all__ = [
    "VIEWER_COUNTRY", "VIEWER_OFFICE", "VIEWER_PERSON", "ByCase", "ByCountry", "ByOffice", "ByPerson", "Closed",
    "Node", "Own", "Sql", "Unguarded", "Wall", "guarded_tables", "statements", "wall_of",
]  # fmt: skip

# Tables of libraries: all of them concern staff accounts or jobs without content.
LIBRARY_WALLS: dict[str, Wall] = {
    "account": Unguarded(),
    "mfa": Unguarded(),
    "sessions": Unguarded(),
    "auth": Closed(),
    "contenttypes": Unguarded("select"),
    "procrastinate": Unguarded("select", "insert", "update"),
}


def wall_of(model: type[models.Model]) -> Wall | None:
    """The wall a model stands behind, or None when nobody declared one (a house test then fails)."""
    declared = model.__dict__.get("WALL") or LIBRARY_WALLS.get(model._meta.app_label)
    return declared if isinstance(declared, Wall) else None


def guarded_tables() -> dict[str, Wall]:
    """Every table of this node with its wall, many-to-many tables included."""
    found: dict[str, Wall] = {}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        found[model._meta.db_table] = wall_of(model) or Closed()
    return found


def statements(web_role: str) -> list[str]:
    """SQL that makes the walls stand, safe to run again and again."""
    lines = []
    for table, wall in sorted(guarded_tables().items()):
        lines.append(f'REVOKE ALL ON "{table}" FROM PUBLIC, "{web_role}"')
        lines.append(f'DROP POLICY IF EXISTS wall ON "{table}"')
        if wall.guarded:
            lines.append(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        else:
            lines.append(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
        if wall.guarded and wall.using:
            using, check = wall.sql(f'"{table}"')
            lines.append(
                f'CREATE POLICY wall ON "{table}" TO "{web_role}" USING ({using}) WITH CHECK ({check})'
            )
        if wall.verbs:
            lines.append(f'GRANT {", ".join(wall.verbs)} ON "{table}" TO "{web_role}"')
    return lines
