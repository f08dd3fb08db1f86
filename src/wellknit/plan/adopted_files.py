"""What six governments adopted does not change in place: the hashes of every framework that was given out.

A correction is a new version with a new hash; the old text stays readable under its own.
``data/plan/adopted.toml`` is the list, ``python -m wellknit.plan.adopted_files`` adds what is new to it and
refuses to overwrite a line.
Pure: no models of the database here.
"""

from __future__ import annotations

import sys
from pathlib import Path

from wellknit.lib.policydata import DATA, PolicyError, Problem, Registered, Registry, content_hash, load_toml
from wellknit.plan.framework_files import FRAMEWORKS, Framework

KIND = "frameworks"
HEAD = (
    "# Every framework that was given out, with the hash of what it said. Lines are added, never changed:\n"
    "# run `python -m wellknit.plan.adopted_files` after a new version.\n"
)


def _list(data_dir: Path) -> Path:
    return data_dir / "plan" / "adopted.toml"


def given_out(data_dir: Path = DATA) -> dict[tuple[str, int], str]:
    """Id and version of each framework given out → hash; empty when there is no list yet."""
    path = _list(data_dir)
    if not path.exists():
        return {}
    return {(row.id, row.version): row.sha256 for row in load_toml(path, Registry).versions}


def _now(data_dir: Path) -> dict[tuple[str, int], str]:
    found = {}
    for path in FRAMEWORKS.files(data_dir):
        one = load_toml(path, Framework)
        found[one.id, one.version] = content_hash(path)
    return found


def problems(data_dir: Path = DATA) -> list[Problem]:
    """Frameworks that changed after they were given out, or that stand in no list."""
    known, told = given_out(data_dir), []
    for (id_, version), digest in _now(data_dir).items():
        if (id_, version) not in known:
            says, do = (
                "is not in the list of what was given out.",
                "Run `python -m wellknit.plan.adopted_files`.",
            )
        elif known[id_, version] != digest:
            says, do = (
                "was changed after it was given out.",
                "Put it back, and write the change as a new version.",
            )
        else:
            continue
        told.append(Problem(f"{KIND}/{id_}.toml", 0, "", f"Version {version} {says}", do))
    return told


def register(data_dir: Path = DATA) -> int:
    """Add new versions to the list; returns how many. Raises ``PolicyError`` when an old one was changed."""
    known = given_out(data_dir)
    changed = [p for p in problems(data_dir) if "changed" in p.says]
    if changed:
        raise PolicyError(changed)
    now = _now(data_dir)
    rows = [
        Registered(kind=KIND, id=i, version=v, sha256=h) for (i, v), h in sorted({**known, **now}.items())
    ]
    blocks = [
        f'[[versions]]\nkind = "{r.kind}"\nid = "{r.id}"\nversion = {r.version}\nsha256 = "{r.sha256}"\n'
        for r in rows
    ]
    _list(data_dir).write_text("\n".join([HEAD, *blocks]), encoding="utf-8")
    return len(now.keys() - known.keys())


if __name__ == "__main__":
    sys.stdout.write(f"{register()} added\n")
