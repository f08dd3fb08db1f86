"""States and kinds of care and quality as words a person reads."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SERVICE: dict[str, tuple[Any, str]] = {
    "proposed": (_("Offered"), "waiting"),
    "agreed": (_("Agreed"), "open"),
    "running": (_("Running"), "open"),
    "done": (_("Finished"), "done"),
    "stopped": (_("Stopped"), "quiet"),
    "declined": (_("Not wanted"), "quiet"),
}
SERVICE_VERBS: dict[str, Any] = {
    "agree": _("The person says yes"),
    "decline": _("The person does not want it"),
    "start": _("It begins"),
    "finish": _("It is finished"),
    "stop": _("It ends early"),
    "offer_again": _("Offer it again"),
}
WORK: dict[str, tuple[Any, str]] = {
    "wished": (_("Wished for"), "open"),
    "stay_applied": (_("Permission to stay applied for"), "waiting"),
    "coordinated": (_("Employment office asked"), "waiting"),
    "agreed": (_("Agreed with the employer"), "done"),
    "working": (_("Working"), "done"),
    "not_wished": (_("Not wished any more"), "quiet"),
    "ended": (_("Ended"), "quiet"),
}
WORK_VERBS: dict[str, Any] = {
    "apply_stay": _("Permission to stay was applied for"),
    "coordinate": _("The employment office was asked for a job"),
    "agree": _("Hours and wage are agreed with the employer"),
    "begin_work": _("Work has begun"),
    "end_work": _("Work has ended"),
    "drop": _("The person does not wish it any more"),
    "wish_again": _("The person wishes it again"),
}
GOAL: dict[str, tuple[Any, str]] = {
    "wished": (_("Wished for"), "open"),
    "working": (_("Being worked on"), "open"),
    "reached": (_("Reached"), "done"),
    "changed": (_("Changed for another"), "quiet"),
    "let_go": (_("Let go"), "quiet"),
}
RISK: dict[str, tuple[Any, str]] = {
    "low": (_("Low risk"), "done"),
    "medium": (_("Medium risk"), "waiting"),
    "high": (_("High risk"), "danger"),
}
INCIDENT: dict[str, tuple[Any, str]] = {
    "open": (_("Open"), "due"),
    "handled": (_("Handled"), "open"),
    "closed": (_("Closed"), "quiet"),
}
COMPLAINT: dict[str, tuple[Any, str]] = {
    "received": (_("To be answered"), "due"),
    "answered": (_("Answered"), "open"),
    "closed": (_("Closed"), "quiet"),
}
AUDIT: dict[str, tuple[Any, str]] = {"begun": (_("Begun"), "open"), "finished": (_("Finished"), "done")}
LOOK: dict[str, Any] = {"self_assessment": _("Self-assessment"), "monitoring_visit": _("Monitoring visit")}
OVERDUE: dict[str, Any] = {
    "self_assessment": _("The self-assessment of this place is overdue."),
    "monitoring_visit": _("A monitoring visit to this place is overdue."),
}
# Parts of the numbers of the week: what each code of `wk_week_numbers` reads as when it is in no code list.
NUMBERS: dict[str, Any] = {
    "beds": _("Beds"),
    "there_at_the_end": _("People there on Sunday night"),
    "bed_nights": _("Bed-nights"),
    "came": _("Came"),
    "left": _("Left"),
    "not_of_own_will": _("There and not of their own will"),
    "days": _("Days of persons in a cell or centre"),
    "risk-review": _("Look at the risk again"),
    "improvement": _("Put right what an inspection found"),
    "conference-decision": _("Carry out a conference's decision"),
    "peer_meetings": _("Peer group meetings"),
    "incidents": _("Incidents that are open"),
    "complaints": _("Complaints that wait for an answer"),
}
PARTS: tuple[tuple[str, Any, str], ...] = (
    ("beds", _("The house"), ""),
    ("custody", _("Custody"), ""),
    ("late", _("Late steps"), ""),
    ("services_begun", _("Services begun"), "services"),
    ("services_ended", _("Services finished"), "services"),
    ("sessions", _("Sessions"), "services"),
    ("views", _("What people say of what they were given"), "service-views"),
    ("incidents", _("Incidents"), "incident-kinds"),
    ("complaints", _("Complaints"), "complaint-subjects"),
    ("open", _("Still open"), ""),
)
