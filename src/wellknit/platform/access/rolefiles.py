"""Roles as data: which permissions a role carries, and the sentence for whoever grants it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.conf import settings


@lru_cache(maxsize=1)
def roles() -> dict[str, dict[str, Any]]:
    """Every role by code, as the files give them (`name`, `sentence`, `permissions`)."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((settings.DATA / "roles").glob("*.toml")):
        body = tomllib.loads(path.read_text())
        if "permissions" in body and "code" in body:  # permissions.toml itself is no role
            found[body["code"]] = body
    return found


def role_permissions() -> Iterator[tuple[str, str]]:
    """All pairs (role, permission)."""
    for code, role in roles().items():
        for permission in role["permissions"]:
            yield code, permission
