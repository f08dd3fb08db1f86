"""What may happen to a consent: it is given or refused, it ends; it is never rewritten."""

from __future__ import annotations

from enum import StrEnum

from wellknit.lib.moves import Machine, Move


class ConsentState(StrEnum):
    """One row of the ledger. `ended`: not taken back by the person, but its giver may no longer speak for her."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


S = ConsentState
CONSENT = Machine(
    S,
    (
        Move("give", (), S.GIVEN, "social_worker", "consent.given"),
        Move("refuse", (), S.REFUSED, "social_worker", "consent.refused"),
        Move("withdraw", S.GIVEN, S.WITHDRAWN, "social_worker", "consent.withdrawn"),
        Move("end", S.GIVEN, S.ENDED, "social_worker", "consent.ended"),
    ),
    initial=(S.GIVEN, S.REFUSED),
    # Who changes her mind gets a new row: the old one tells what was true then.
    final=(S.REFUSED, S.WITHDRAWN, S.ENDED),
)


class RecallState(StrEnum):
    """Telling a receiver that the consent behind what it holds is gone, and what it answered."""

    TO_TELL = "to_tell"
    TOLD = "told"
    ANSWERED = "answered"


L = RecallState
RECALL = Machine(
    L,
    (
        Move("open", (), L.TO_TELL, "social_worker", "recall.opened"),
        Move("tell", L.TO_TELL, L.TOLD, "social_worker", "recall.told"),
        Move("answer", (L.TO_TELL, L.TOLD), L.ANSWERED, "social_worker", "recall.answered"),
    ),
    initial=L.TO_TELL,
    final=L.ANSWERED,
)
