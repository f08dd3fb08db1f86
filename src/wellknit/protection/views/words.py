"""States, clocks and events as words a person reads, each with the kind of its tag."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REFERRAL: dict[str, tuple[Any, str]] = {
    "offered": (_("Waiting for an answer"), "waiting"),
    "asked": (_("Question asked"), "info"),
    "accepted": (_("Accepted"), "done"),
    "declined": (_("Declined"), "late"),
    "withdrawn": (_("Withdrawn"), "quiet"),
}
CASE: dict[str, tuple[Any, str]] = {"open": (_("Open"), "open"), "closed": (_("Closed"), "quiet")}
IDENTIFICATION: dict[str, tuple[Any, str]] = {
    "": (_("Identification not begun"), "quiet"),
    "begun": (_("Identification begun"), "open"),
    "pending": (_("Pending"), "waiting"),
    "recognised": (_("Recognised"), "done"),
    "not_recognised": (_("Not recognised"), "info"),
    "under_review": (_("Under review"), "waiting"),
}
OUTCOME: dict[str, tuple[Any, str]] = {
    "refer": (_("Refer"), "due"),
    "refer_urgently": (_("Refer urgently"), "danger"),
    "no_indication_now": (_("No indication now"), "quiet"),
}
CLOCKS: dict[str, Any] = {
    "referral-answer-urgent": _("Answer the urgent referral"),
    "referral-answer": _("Answer the referral"),
    "age-assessment": _("Offer an assessment of age"),
    "custodial-stay-raised": _("Raise the stay in a cell or centre"),
    "identification-decision": _("Decide the identification"),
    "pending-review": _("Look at the pending identification again"),
    "review-decision": _("Answer the request to look again"),
    "appeal-window": _("Time to ask for another look"),
    "breakglass-review": _("Review the emergency opening"),
}
BASIS: dict[str, Any] = {
    "opened": _("opened the case"),
    "first": _("opened the case"),
    "shared": _("was let in"),
    "shelter": _("shelters the person"),
    "identification": _("takes part in identification"),
    "legal": _("legal help"),
    "health": _("health"),
    "return": _("return and tracing"),
    "break-glass": _("emergency opening"),
}
NOTICE: dict[str, Any] = {
    "break-glass": _("A case of yours was opened in an emergency"),
    "enquiry": _("Somebody asks about a person you may know"),
    "custodial": _("A person is or was held in a cell or an immigration centre"),
    "return-not-voluntary": _("A person was returned against her will"),
    "consent-withdrawn": _("A consent was taken back: what you hold on it is to be given back or destroyed"),
    "without-consent": _("Something left without consent, on another ground: look whether it was right"),
}
EVENT: dict[str, Any] = {
    "case.opened": _("opened the case"),
    "case.read": _("read the file"),
    "case.changed": _("changed the head of the file"),
    "case.note_added": _("added a note"),
    "case.closed": _("closed the case"),
    "case.reopened": _("opened the case again"),
    "case.printed": _("printed a summary"),
    "document.added": _("added a paper"),
    "document.read": _("opened a paper"),
    "grant.given": _("let an office in"),
    "grant.ended": _("ended an office's reach"),
    "breakglass.opened": _("opened it in an emergency"),
    "breakglass.used": _("opened it in an emergency"),
    "breakglass.reviewed": _("reviewed an emergency opening"),
    "identification.begun": _("began the identification"),
    "identification.opinion_given": _("gave an opinion"),
    "identification.left_pending": _("left the identification pending"),
    "identification.recognised": _("recorded: recognised"),
    "identification.not_recognised": _("recorded: not recognised"),
    "identification.review_asked": _("recorded a request to look again"),
    "identification.upheld": _("upheld the decision"),
    "identification.recognised_on_review": _("recorded: recognised on review"),
    "stay.begun": _("recorded a place of stay"),
    "stay.ended": _("recorded the end of a stay"),
    "notice.seen": _("took note"),
}
PROCEDURE: dict[str, Any] = {
    "team_meets": _("A team meets and decides together"),
    "two_blind_members": _("Two members decide without seeing each other's opinion"),
    "authority_by_article": _("One authority decides and names the article"),
}
MEMBERS: dict[str, Any] = {
    "public_prosecutor": _("Public prosecutor"),
    "prosecutor": _("Prosecutor"),
    "police": _("Police"),
    "social_worker": _("Social worker"),
    "psychologist": _("Psychologist"),
    "medical_worker": _("Medical worker"),
    "lawyer": _("Lawyer"),
    "ngo": _("Non-governmental organisation"),
    "interpreter": _("Interpreter"),
    "labour_inspector": _("Labour inspector"),
    "immigration": _("Immigration"),
}
VERDICTS: tuple[tuple[str, Any], ...] = (
    ("justified", _("It was needed")),
    ("follow_up", _("To be followed up with the office")),
)


def said(words: dict[str, Any], code: str) -> str:
    """The word of a code; an unknown one is shown as it is, never hidden."""
    return str(words.get(code) or code.replace("_", " ").replace(".", " ").replace("-", " "))


def tagged(words: dict[str, tuple[Any, str]], code: str) -> dict[str, str]:
    """Word and kind of a state's tag."""
    word, kind = words.get(code, (code.replace("_", " "), "quiet"))
    return {"text": str(word), "kind": kind}
