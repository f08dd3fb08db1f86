"""What travels beside the steps of a journey between countries: sent, honoured, not honoured."""

from __future__ import annotations

from enum import StrEnum

from wellknit.lib.moves import Machine, Move


class NoticeState(StrEnum):
    """A notice waits until the other side has said what it did."""

    OPEN = "open"
    HONOURED = "honoured"
    NOT_HONOURED = "not_honoured"


N = NoticeState
NOTICE = Machine(
    N,
    (
        Move("give", (), N.OPEN, "social_worker", "notice.given", "notice-answer"),
        Move("honour", N.OPEN, N.HONOURED, "social_worker", "notice.honoured"),
        Move("not_honour", N.OPEN, N.NOT_HONOURED, "social_worker", "notice.not_honoured"),
    ),
    initial=N.OPEN,
    final=(N.HONOURED, N.NOT_HONOURED),
)
