"""Beyond one's reach: break-glass, and asking whether somebody is known elsewhere."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.lib.names.keys import PersonNames
from wellknit.platform.access.models import BreakGlass, Notice
from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.vault.keyring import vault_ring
from wellknit.platform.vault.sealing import seal
from wellknit.platform.vault.tokens import tokens_asked
from wellknit.protection.names import token_keys
from wellknit.protection.permissions import ASK_ELSEWHERE, BREAK_GLASS, REVIEW_BREAK_GLASS, check_may


@transaction.atomic
def break_glass(code: str, reason: str, *, by: Viewer) -> UUID:
    """Open a case out of reach for three hours, for this person alone. The offices that hold it are told
    at once, and somebody else reviews it. Raises `NotValid` for an unknown code or an empty reason."""
    check_may(by, BREAK_GLASS)
    if len(reason.strip()) < 10:
        raise NotValid(
            _("Say why this cannot wait, in a sentence."), {"reason": _("Write at least ten signs.")}
        )
    entry = uuid4()
    sealed = seal(reason.encode(), code="A001", row=str(entry), ring=vault_ring())
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_break_glass(%s, %s, %s)", [code.strip().upper(), sealed, entry])
        case: UUID | None = cursor.fetchone()[0]
    if case is None:
        raise NotValid(_("No case has this code. Check the paper."), {"code": _("Not found.")})
    return case


@transaction.atomic
def review_break_glass(entry: BreakGlass, *, by: Viewer, verdict: str) -> BreakGlass:
    """Somebody else looks at it afterwards: justified, or to be followed up."""
    check_may(by, REVIEW_BREAK_GLASS)
    if entry.user_id == by.person_id:
        raise NotNow(_("You opened this yourself; somebody else reviews it."))
    entry.reviewed_at, entry.reviewed_by_id, entry.verdict = timezone.now(), by.person_id, verdict
    entry.save(update_fields=["reviewed_at", "reviewed_by_id", "verdict"])
    record("breakglass.reviewed", target=entry, case=entry.case_id, note={"verdict": verdict})
    return entry


@transaction.atomic
def ask_elsewhere(names: PersonNames, *, by: Viewer) -> None:
    """Ask beyond one's reach whether somebody is known. Whoever holds her decides whether to answer; the
    asker is told only that the question was passed on, because an answer tells where she is."""
    check_may(by, ASK_ELSEWHERE)
    tokens = list(tokens_asked(names.forms, names.birth_year, token_keys()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_ask_elsewhere(%s::bigint[], %s)", [tokens, uuid4()])


@transaction.atomic
def seen(notice: Notice, *, by: Viewer) -> None:
    """An office has taken note."""
    notice.seen_at, notice.seen_by_id = timezone.now(), by.person_id
    notice.save(update_fields=["seen_at", "seen_by_id"])
    record("notice.seen", target=notice, case=notice.case_id)
