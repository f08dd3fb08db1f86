"""A return from the first talk to the feedback, step by step: who acts on which side, with what, in a sentence.

``{…}`` in a value is filled in when it is played. The words are invented, and nobody is named in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["sender", "receiver"]


@dataclass(frozen=True)
class Act:
    """One thing somebody does. ``who``: a part of `PARTS`; ``verb``: a move of the path, or a word of the player's.

    ``paper``: whether it is done (or written down) too where the partner has no node.
    """

    side: Side
    who: str
    verb: str
    says: str
    values: Mapping[str, str] = field(default_factory=dict)
    paper: bool = True


# Whom each part is played by: (kind of office, roles, any of them).
PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "worker": ("shelter", ("social_worker",)),
    "decider": ("shelter", ("supervisor", "shelter_manager")),
    "focal": ("ministry", ("focal_point",)),
    "caseworker": ("ministry", ("social_worker",)),
    "supervisor": ("ministry", ("supervisor",)),
    "host": ("reception", ("shelter_manager",)),
    "receiver": ("reception", ("social_worker",)),
}

_FAMILY = {
    "family_names": "An aunt; the name was told to the case worker alone",
    "home_place": "A village in the hills, two hours from the market town",
    "tracing_place": "Ask at the school. Not the village head",
}
_TELL_HANDOVER = {"handover_place": "At the bridge, in the office on the left", "handover_day": "{day}"}
_HANDOVER = {
    "detail_crossing": "{crossing}", "detail_day": "{day}", "detail_signed_by": "Case worker of the shelter",
    "detail_handed_over": "Travel document, medicine for a month, a bag, back wages as a bank card",
    "words": "She walked across by herself and was met.",
}  # fmt: skip
_VISIT = {"detail_day": "{day}", "words": "A visit at the shop, as agreed."}

SCRIPT: tuple[Act, ...] = (
    Act("sender", "worker", "open", "looks whether she is known, and opens a case"),
    Act("sender", "worker", "talk", "talks with her alone, about fear, family and officials"),
    Act("sender", "worker", "consent", "writes down what she agrees to, and for whom"),
    Act("sender", "worker", "ask", "asks the country of origin"),
    Act("receiver", "focal", "accept", "reads a preview without a name, and accepts"),
    Act("receiver", "focal", "sees_name", "reads the name, now that this step needs it", paper=False),
    Act("receiver", "focal", "confirmed", "confirms the nationality"),
    Act("sender", "worker", "may_look", "asked her alone: the family may be looked for"),
    Act("sender", "worker", "tell", "tells where to look, and where not", _FAMILY),
    Act("receiver", "caseworker", "partly_found", "finds part of the family", {"words": "An aunt is found. The parents moved away."}),
    Act("receiver", "caseworker", "not_found", "finds nobody else; that is a result too", {"words": "The parents are not found. The search ends here."}),
    Act("receiver", "caseworker", "report", "sends the assessment", {"words": "The aunt has a room, and a neighbour who helps."}),
    Act("receiver", "focal", "issued", "issues the travel document"),
    Act("receiver", "supervisor", "safe_if", "decides: safe under a condition", {"words": "Safe, if somebody visits in the first weeks."}),
    Act("sender", "decider", "possible", "decides: return is possible"),
    Act("sender", "worker", "wait", "she wishes to wait; waiting is a choice"),
    Act("sender", "worker", "wants_return", "she wants to return"),
    Act("receiver", "caseworker", "propose", "proposes a plan", {"words": "By day, at the bridge. The first nights at the reception centre."}),
    Act("sender", "worker", "agree", "goes through the plan with her; she agrees"),
    Act("sender", "worker", "tell", "tells where and when", _TELL_HANDOVER),
    Act("sender", "worker", "handed_over", "signs the handover at the crossing", _HANDOVER),
    Act("receiver", "caseworker", "received", "signs: received as written", {"detail_signed_by": "Case worker at the bridge"}),
    Act("receiver", "caseworker", "hand_on", "hands the journey on to the reception centre", paper=False),
    Act("receiver", "host", "settled", "ends the reception: the first nights are over", {"words": "She slept, ate, and saw a nurse."}),
    Act("receiver", "receiver", "open_case", "opens this country's own case from what was told", paper=False),
    Act("receiver", "receiver", "planned", "makes the plan for the time after, with her"),
    Act("receiver", "receiver", "visited", "visits her", {**_VISIT, "detail_own_words": "I sleep again. The shop is small and it is mine."}),
    Act("receiver", "receiver", "last_visit", "visits her for the last time", {**_VISIT, "detail_own_words": "I do not need visits now. Come to buy something."}),
    Act("receiver", "receiver", "tell_back", "tells how it went, as far as she agrees", {"words": "She lives with her aunt and has a shop."}),
    Act("sender", "worker", "close", "reads it, and closes: returned and followed up"),
)  # fmt: skip
# Where the journeys stand with which the demo begins: the turn of the one side, and of the other.
BEGUN = ("partly_found", "confirmed")
