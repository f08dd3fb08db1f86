"""All models of the wing, so that Django finds them."""

from wellknit.protection.models.api import ApiCall, ApiToken
from wellknit.protection.models.border import BorderGrave, BorderNotice, BorderPaper, PrivateTalk
from wellknit.protection.models.care import Assessment, CarePlan, Goal, Service, Session, WorkPath
from wellknit.protection.models.case import Case, Note, WorklistRow
from wellknit.protection.models.clock import Clock, ClockPause, Reminder
from wellknit.protection.models.consent import BestInterest, Consent, Guardian
from wellknit.protection.models.delays import DelayRelease, StepLateness
from wellknit.protection.models.disclosure import Disclosure, Recall
from wellknit.protection.models.document import Document
from wellknit.protection.models.group_return import GroupReturn, Traveller
from wellknit.protection.models.health import HealthAdvice, HealthEntry
from wellknit.protection.models.identification import Identification, Opinion, Review
from wellknit.protection.models.imports import ImportRun
from wellknit.protection.models.journey import Approval, Journey, Step
from wellknit.protection.models.meeting import CaseMeeting, MeetingDecision, MeetingItem
from wellknit.protection.models.nudge import Nudge
from wellknit.protection.models.peer import PeerAttendance, PeerGroup, PeerMeeting
from wellknit.protection.models.person import Person
from wellknit.protection.models.place import Improvement, Inspection, Place, Unit
from wellknit.protection.models.quality import (
    AuditedFile,
    Complaint,
    Conference,
    ConferenceDecision,
    FileAudit,
    Incident,
)
from wellknit.protection.models.reservation import Reservation
from wellknit.protection.models.retention import Correction, LegalHold, RetentionDecision
from wellknit.protection.models.rights import RightsNotification, Signature
from wellknit.protection.models.screening import Referral, RefusalCount, Screening
from wellknit.protection.models.stay import Stay
from wellknit.protection.models.visit import ShelterVisit, VisitedPerson

__all__ = [
    "ApiCall",
    "ApiToken",
    "Approval",
    "Assessment",
    "AuditedFile",
    "BestInterest",
    "BorderGrave",
    "BorderNotice",
    "BorderPaper",
    "CarePlan",
    "Case",
    "CaseMeeting",
    "Clock",
    "ClockPause",
    "Complaint",
    "Conference",
    "ConferenceDecision",
    "Consent",
    "Correction",
    "DelayRelease",
    "Disclosure",
    "Document",
    "FileAudit",
    "Goal",
    "GroupReturn",
    "Guardian",
    "HealthAdvice",
    "HealthEntry",
    "Identification",
    "ImportRun",
    "Improvement",
    "Incident",
    "Inspection",
    "Journey",
    "LegalHold",
    "MeetingDecision",
    "MeetingItem",
    "Note",
    "Nudge",
    "Opinion",
    "PeerAttendance",
    "PeerGroup",
    "PeerMeeting",
    "Person",
    "Place",
    "PrivateTalk",
    "Recall",
    "Referral",
    "RefusalCount",
    "Reminder",
    "Reservation",
    "RetentionDecision",
    "Review",
    "RightsNotification",
    "Screening",
    "Service",
    "Session",
    "ShelterVisit",
    "Signature",
    "Stay",
    "Step",
    "StepLateness",
    "Traveller",
    "Unit",
    "VisitedPerson",
    "WorkPath",
    "WorklistRow",
]  # fmt: skip
