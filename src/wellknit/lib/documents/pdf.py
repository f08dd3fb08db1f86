"""PDF by Typst, with fonts from one folder only, so that the same document looks the same on every
machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import typst

from wellknit.lib.documents.tree import Document
from wellknit.lib.documents.typst_source import source

ROOT = Path(__file__).resolve().parents[4]
# What the front-end build copied; where it has not run, Debian's (which has no Chinese without fonts-noto-cjk).
OURS = ROOT / "src/wellknit/fonts"
DEBIANS = (Path("/usr/share/fonts/truetype/noto"), Path("/usr/share/fonts/opentype/noto"))


def font_folders() -> list[Path]:
    """Folders to take fonts from; `WELLKNIT_FONTS` (paths joined by ':') comes first when it is set."""
    said = [Path(part) for part in os.environ.get("WELLKNIT_FONTS", "").split(":") if part]
    own = (OURS,) if any(OURS.glob("*.ttf")) else DEBIANS
    return [path for path in (*said, *own) if path.is_dir()]


def pdf(document: Document, fonts: Iterable[Path] | None = None) -> bytes:
    """The document as PDF bytes. Same tree, same fonts and same typst give the same pages."""
    return compile_source(source(document), fonts)


def compile_source(text: str, fonts: Iterable[Path] | None = None) -> bytes:
    """Compile Typst source; raises `typst.TypstError` with the place of a fault in it."""
    folders = [str(path) for path in (fonts if fonts is not None else font_folders())]
    made = typst.compile(  # type: ignore[misc]  # its stubs are generic in the input
        text.encode(), font_paths=folders, ignore_system_fonts=True, timestamp=0
    )
    return bytes(made)
