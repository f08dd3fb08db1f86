"""All models of the wing, so that Django finds them."""

from wellknit.protection.models.case import Case, Note, WorklistRow
from wellknit.protection.models.clock import Clock
from wellknit.protection.models.consent import BestInterest, Consent, Guardian
from wellknit.protection.models.disclosure import Disclosure, Recall
from wellknit.protection.models.document import Document
from wellknit.protection.models.identification import Identification, Opinion, Review
from wellknit.protection.models.person import Person
from wellknit.protection.models.screening import RefusalCount, Referral, Screening
from wellknit.protection.models.stay import Stay

__all__ = [
    "BestInterest", "Case", "Clock", "Consent", "Disclosure", "Document", "Guardian", "Identification", "Note", "Opinion",
    "Person", "Recall", "Referral", "RefusalCount", "Review", "Screening", "Stay", "WorklistRow",
]  # fmt: skip
