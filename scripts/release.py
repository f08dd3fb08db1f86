"""A release: everything that is in git, the built front end, compiled translations, and a list of digests.

The archive is the same, byte for byte, whenever it is built from the same commit and front end: names are
sorted, owners are nobody, and the time is the commit's. `make setup` in the unpacked folder needs no Node.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILT = ROOT / "src" / "wellknit" / "static" / "built"
FONTS = ROOT / "src" / "wellknit" / "fonts"


def main() -> int:
    """Write dist/wellknit-<version>.tar.gz and print where and its digest."""
    if git("status", "--porcelain", "--untracked-files=no"):
        sys.exit("There are changes that are not committed; a release is made from a commit.")
    if not any(BUILT.glob("*.css")):
        sys.exit("The front end is not built. Run `make setup` first.")
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    moment = int(git("log", "-1", "--format=%ct"))
    files = {
        name: (ROOT / name).read_bytes() for name in git("ls-files").splitlines() if (ROOT / name).is_file()
    }
    made = [
        p
        for p in (*BUILT.rglob("*"), *FONTS.rglob("*"), *(ROOT / "src" / "wellknit" / "locale").rglob("*.mo"))
        if p.is_file()
    ]
    files |= {str(path.relative_to(ROOT)): path.read_bytes() for path in made}
    files["COMMIT"] = (git("rev-parse", "HEAD") + "\n").encode()
    files["SHA256SUMS"] = digests(files)
    target = ROOT / "dist" / f"wellknit-{version}.tar.gz"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(archive(files, f"wellknit-{version}", moment))
    sys.stdout.write(f"{target} ({target.stat().st_size / 2**20:.1f} MB)\n")
    sys.stdout.write(f"sha256 {hashlib.sha256(target.read_bytes()).hexdigest()}\n")
    return 0


def digests(files: dict[str, bytes]) -> bytes:
    """In the form `sha256sum --check` reads."""
    return "".join(
        f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items())
    ).encode()


def archive(files: dict[str, bytes], folder: str, moment: int) -> bytes:
    """A gzipped tar without a trace of who packed it, when, and where."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=moment) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as tar,
    ):
        for name, body in sorted(files.items()):
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size, entry.mtime = len(body), moment
            path = ROOT / name
            entry.mode = 0o755 if path.exists() and path.stat().st_mode & 0o100 else 0o644
            tar.addfile(entry, io.BytesIO(body))
    return packed.getvalue()


def git(*arguments: str) -> str:
    """What git says, without the line's end."""
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
