"""Enter new versions of policy files into the registry: ``python -m wellknit.lib.policyversions [folder]``.

It only ever adds rows. A version that stands there and whose file says something else is an error that no
command repairs: the old words go back, and the change becomes a new version.
"""

from __future__ import annotations

import sys
from pathlib import Path

from wellknit.lib.policycheck import KINDS, loaded
from wellknit.lib.policydata import DATA, REGISTRY, Versioned, content_hash, registered

HEAD = """\
# Every version of a policy file that was ever given out, with the hash of what it said (comments and the
# signature do not count). Rows are added by `python -m wellknit.lib.policyversions`; none is ever changed.
"""


def register(data_dir: Path = DATA) -> list[str]:
    """Add a row for every version not yet registered; returns what was added as ``kind/id version n``."""
    known = registered(data_dir)
    path = data_dir / REGISTRY
    text = path.read_text(encoding="utf-8") if path.exists() else HEAD
    added = []
    for kind in KINDS:
        if not issubclass(kind.model, Versioned):
            continue
        for file, entry in loaded(kind, data_dir):
            if (kind.folder, entry.id, entry.version) in known:
                continue
            added.append(f"{kind.folder}/{entry.id} version {entry.version}")
            text += (
                f'\n[[versions]]\nkind = "{kind.folder}"\nid = "{entry.id}"\nversion = {entry.version}\n'
                f'sha256 = "{content_hash(file)}"\n'
            )
    if added:
        path.write_text(text, encoding="utf-8")
    return added


if __name__ == "__main__":
    for row in register(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA):
        sys.stdout.write(f"registered {row}\n")
