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
    "risk-review": _("Look at the risk again"),
    "best-interest-review": _("Look again at what was decided for the child"),
    "custodial-stay-raised": _("Raise the stay in a cell or centre"),
    "identification-decision": _("Decide the identification"),
    "pending-review": _("Look at the pending identification again"),
    "review-decision": _("Answer the request to look again"),
    "appeal-window": _("Time to ask for another look"),
    "breakglass-review": _("Review the emergency opening"),
    "temporary-stay-application": _("Apply for the permission to stay"),
    "employment-coordination": _("Ask the employment office for a job"),
    "employer-agreement": _("Agree hours and wage with the employer"),
    "office-answer-urgent": _("Answer the other office, urgent"),
    "office-answer": _("Answer the other office"),
    "office-explain": _("Answer the other office's question"),
    "office-report": _("Report back to the other office"),
    "office-hear": _("Read the other office's report"),
    "approval-answer": _("Look at what a colleague asks for"),
    "meeting-decision": _("Do what the meeting decided"),
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
    "harmed": _("A person says that a service did her harm"),
    "incident": _("An incident that must not stay inside its office"),
    "complaint": _("A complaint that must not stay inside its office"),
    "return-not-voluntary": _("A person was returned against her will"),
    "consent-withdrawn": _("A consent was taken back: what you hold on it is to be given back or destroyed"),
    "without-consent": _("Something left without consent, on another ground: look whether it was right"),
}
EVENT: dict[str, Any] = {
    "consent.given": _("wrote down a consent"),
    "consent.refused": _("wrote down a refusal"),
    "consent.withdrawn": _("wrote down that consent was taken back"),
    "consent.ended": _("ended a consent"),
    "consent.read": _("read the consent ledger"),
    "disclosure.made": _("let something leave"),
    "recall.opened": _("began calling back what had left"),
    "recall.told": _("told a receiver that consent is gone"),
    "recall.answered": _("wrote down what a receiver did"),
    "rights.explained": _("explained rights"),
    "rights.signed": _("added a signature"),
    "rights.read": _("read a notification of rights"),
    "guardian.added": _("added a guardian"),
    "guardian.looked_at": _("looked whether a guardian may decide"),
    "best_interest.decided": _("recorded a best-interest decision"),
    "document.replaced": _("put in a newer version of a paper"),
    "letter.written": _("wrote a letter"),
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
    "journey.begun": _("asked another office"),
    "journey.read": _("read the referral to another office"),
    "journey.accept": _("accepted the referral"),
    "journey.withdrawn": _("withdrew the referral"),
    "approval.asked": _("asked for a second pair of eyes"),
    "approval.given": _("agreed to what a colleague asked"),
    "needs.assessed": _("asked what the person needs"),
    "risk.assessed": _("looked at the risk"),
    "goal.said": _("wrote down a wish"),
    "goal.turned": _("changed where a wish stands"),
    "service.proposed": _("offered a service"),
    "service.agreed": _("recorded that the person agreed to a service"),
    "service.declined": _("recorded that the person does not want a service"),
    "service.started": _("began a service"),
    "service.finished": _("finished a service"),
    "service.stopped": _("ended a service early"),
    "service.offered_again": _("offered a service again"),
    "service.heard": _("asked what the person says of a service"),
    "session.added": _("wrote down a session"),
    "plan.talked_over": _("talked the plan over with the person"),
    "plan.read": _("read a plan"),
    "work.wished": _("recorded the wish to work"),
    "work.not_wished": _("recorded that work is not wished any more"),
    "stay_permit.applied": _("recorded the application for a permission to stay"),
    "employment.coordinated": _("asked the employment office"),
    "employment.agreed": _("recorded the agreement with the employer"),
    "employment.begun": _("recorded that work has begun"),
    "employment.ended": _("recorded that work has ended"),
    "health.written": _("wrote a health entry"),
    "health.read": _("read the health part"),
    "health.advised": _("gave health advice"),
    "peer.came": _("counted a peer meeting"),
    "conference.held": _("wrote minutes of a conference"),
    "conference.decision_done": _("marked a decision as carried out"),
    "file.audited": _("looked at the file in an audit"),
    "meeting_item.listed": _("put the case on the list of a meeting"),
    "meeting_item.treated": _("talked about the case at a meeting"),
    "meeting_item.put_off": _("left the case for the next meeting"),
    "meeting_item.taken_off": _("took the case off the list of a meeting"),
    "meeting_decision.taken": _("wrote down what a meeting decided"),
    "meeting_decision.done": _("did what a meeting had decided"),
    "meeting_decision.not_needed": _("wrote down that a decision is not needed any more"),
    "traveller.joined": _("planned her return with a group"),
    "traveller.changed": _("wrote down what she needs on the way"),
    "traveller.handed_over": _("handed her over at a crossing"),
    "traveller.left_out": _("wrote down why she was not handed over"),
    "traveller.taken_off": _("took her off a group return"),
    "shelter_visit.met": _("wrote down a visit to the shelter"),
    "shelter_visit.read": _("read what was said at a visit"),
    "journey.late": _("said why a step came late"),
    "incident.reported": _("reported an incident"),
    "complaint.received": _("wrote a complaint down"),
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
