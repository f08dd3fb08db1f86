"""The clear bytes of a kept file, for a reader whose reading is recorded by whoever calls this."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from wellknit.platform.vault.uploads import read_sealed
from wellknit.protection.models import Document


def clear(document: Document) -> Iterator[bytes]:
    """The bytes, piece by piece; raises when the file was changed or cut short."""
    opening = document.opening
    return read_sealed(Path(settings.WELLKNIT_FILES) / opening["file"], base64.b64decode(opening["key"]))
