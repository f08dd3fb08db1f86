"""What a viewer needs for each verb of this wing; who carries it stands in data/roles/.

Reach (own office, granted, break-glass) is the database's wall; these are the verbs.
"""

from __future__ import annotations

from wellknit.platform.access.viewer import Viewer

SCREEN = "screening.submit"
READ_SCREENINGS = "screening.read"
ANSWER_REFERRALS = "referrals.answer"
OPEN_CASES = "cases.open"
READ_CASES = "cases.read"
WRITE_CASES = "cases.write"
CLOSE_CASES = "cases.close"
GIVE_OPINION = "identification.propose"
DECIDE = "identification.decide"
REVIEW = "identification.review"
RECORD_STAYS = "stays.record"
REPORT_STAYS = "stays.report"
ADD_DOCUMENTS = "documents.add"
READ_DOCUMENTS = "documents.read"
GIVE_GRANTS = "grants.give"
SEARCH = "search.names"
ASK_ELSEWHERE = "search.ask_elsewhere"
BREAK_GLASS = "breakglass.use"
REVIEW_BREAK_GLASS = "breakglass.review"
READ_FACTS = "facts.read"
RECORD_CONSENT = "consent.record"
NOTIFY_RIGHTS = "rights.notify"
DISCLOSE = "disclosures.make"
GIVE_SERVICES = "services.record"
READ_HEALTH = "health.read"
WRITE_HEALTH = "health.write"
MANAGE_PLACES = "places.manage"
INSPECT_PLACES = "places.inspect"
REPORT_INCIDENTS = "incidents.report"
HANDLE_INCIDENTS = "incidents.handle"
HANDLE_COMPLAINTS = "complaints.handle"
WATCH_QUALITY = "quality.watch"
WATCH_CUSTODY = "custody.watch"
AUDIT_FILES = "files.audit"
READ_NUMBERS = "numbers.read"

SEND_JOURNEYS = "journeys.send"
MOVE_JOURNEYS = "journeys.move"
TELL_ABROAD = "border.tell"
CALL_RESCUE = "rescue.call"
GIVE_APPROVALS = "approvals.give"
PAUSE_CLOCKS = "clocks.pause"
REMIND = "clocks.remind"
OVERSEE = "work.oversee"
MANAGE_TOKENS = "tokens.manage"
EXPORT_CASES = "cases.export"
DECIDE_RETENTION = "retention.decide"
HOLD_FILES = "retention.hold"
DECIDE_CORRECTIONS = "corrections.decide"
READ_POLICY = "policy.read"

READ_MEETINGS = "cmm.read"
HOLD_MEETINGS = "cmm.hold"
PLAN_RETURNS = "returns.plan"
RECORD_VISITS = "visits.record"
READ_DELAYS = "delays.read"
RELEASE_DELAYS = "delays.release"


def check_may(viewer: Viewer, permission: str) -> None:
    """Raise `NotYou` with a sentence unless the viewer's roles carry the permission."""
    viewer.require(permission)


def check_may_record_stay(viewer: Viewer, *, from_persons_account: bool) -> None:
    """Stays are recorded by who carries the case; what the person tells of a cell by many more."""
    if from_persons_account and viewer.may(REPORT_STAYS):
        return
    viewer.require(RECORD_STAYS)
