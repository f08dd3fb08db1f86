"""Child processes that never outlive us, even when we are killed."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """For a fresh child (`preexec_fn`): it is sent SIGTERM when its parent dies. Linux; elsewhere nothing."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def end_group(child: subprocess.Popen[bytes], wait: float = 1.0) -> None:
    """Kill what a child that began a session of its own has left behind, and give it a moment to be gone.

    A server killed from outside leaves its workers: they would keep the port for ever, on old work.
    """
    deadline = time.monotonic() + wait
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
        while time.monotonic() < deadline:
            child.poll()
            os.killpg(child.pid, 0)
            time.sleep(0.02)
