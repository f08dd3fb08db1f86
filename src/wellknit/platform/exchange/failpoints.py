"""Places where a test may pull the plug. Without the variable there is nothing here.

WELLKNIT_EXCHANGE_FAIL=point:/path kills this process (SIGKILL) at the point, once: the file marks that it
happened, so that whoever is started again lives.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

_POINT, _, _MARK = os.environ.get("WELLKNIT_EXCHANGE_FAIL", "").partition(":")


def here(point: str) -> None:
    """Die here if a test asked for it."""
    if point == _POINT and not Path(_MARK).exists():
        Path(_MARK).touch()
        os.kill(os.getpid(), signal.SIGKILL)
