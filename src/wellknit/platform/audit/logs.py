"""Logs carry codes and opaque references. What a person wrote or is called never gets there."""

from __future__ import annotations

import logging
import re
import traceback

_OURS = re.compile(r"^wellknit(\.|$)")


class CodesOnly(logging.Filter):
    """Keeps our own lines (which carry codes) and strips the arguments of everybody else's.

    An exception's text may quote a value (`invalid input: "…"`), so only its type and the places in
    the code are kept; the message of a foreign record keeps its template and loses its arguments.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through, made harmless."""
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = _places(record.exc_info[1])
            record.exc_info = None
        if not _OURS.match(record.name):
            if record.args:
                record.msg, record.args = str(record.msg).replace("%s", "…").replace("%d", "…"), None
            if record.name.startswith("django.request"):
                record.msg = f"request answered {getattr(record, 'status_code', '?')}"
        return True


def _places(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"  {f.filename}:{f.lineno} in {f.name}" for f in frames[-12:]]
    return f"{type(error).__module__}.{type(error).__name__}\n" + "\n".join(lines)
