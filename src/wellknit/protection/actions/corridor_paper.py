"""Writing a paper between two countries, filled from the file; it is kept with the case and leaves by its own door."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from wellknit.lib.corridorforms import CorridorForm, composed
from wellknit.lib.letters import NotAWordFile, UnknownField, word_filled
from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.protection.actions import border_paper, document
from wellknit.protection.actions.letter import MAKERS, WORD, Draft
from wellknit.protection.codelists import label
from wellknit.protection.models import BorderPaper, Case, Document, Journey
from wellknit.protection.permissions import ADD_DOCUMENTS, MOVE_JOURNEYS, check_may
from wellknit.protection.policies import check_open

KIND = "border_form"


@transaction.atomic
def write(case: Case, form: CorridorForm, draft: Draft, *, by: Viewer) -> Document:
    """Compose it in two languages, or fill the governments' own Word file, and keep it with the case.

    Nothing leaves yet: that is `disclosure.make`. It is printed, signed by hand, and scanned back as the next
    version of the same paper. Raises `NotValid` for a Word file with a field nobody knows.
    """
    check_may(by, ADD_DOCUMENTS)
    check_open(case.state)
    try:
        body, type_ = _made(form, draft)
    except UnknownField as unknown:
        raise NotValid(
            _("The template has fields nobody knows: %(fields)s. Correct their names in the template.")
            % {"fields": ", ".join(unknown.fields)},
            {"word": _("Correct the template first.")},
        ) from unknown
    except NotAWordFile as error:
        raise NotValid(_("This is not a Word file (.docx)."), {"word": _("Choose a .docx file.")}) from error
    kept = document.keep_bytes(
        case, body, by=by, title=label("corridor-papers", form.slot), kind=KIND,
        made_from=f"form:{form.id}/{form.version}", type_=type_,
    )  # fmt: skip
    record("corridor_paper.written", target=kept, case=case.pk, fields=form.fields, note={"form": form.id})
    return kept


@transaction.atomic
def send(paper: Document, journey: Journey, *, kind: str, by: Viewer) -> BorderPaper:
    """Send a kept paper, signed and scanned back, with a journey of its case; its title says what it is and no name.

    The ground, the step it belongs to and its size are looked at as for every paper (`border_paper.send`).
    Raises `NotValid` for a paper of another case.
    """
    check_may(by, MOVE_JOURNEYS)
    if journey.case_id != paper.case_id:
        raise NotValid(_("This paper belongs to another case."), {"journey": _("Choose another.")})
    body = b"".join(document.read(paper, by=by))
    title = label("corridor-papers", kind)
    return border_paper.send(journey, iter((body,)), size=len(body), kind=kind, title=title, by=by)


def _made(form: CorridorForm, draft: Draft) -> tuple[bytes, str]:
    if draft.word is not None:
        return word_filled(b"".join(draft.word.chunks()), draft.values[draft.first]), WORD
    make, type_ = MAKERS[draft.form]
    # The matter's code, which both countries know; the case's own code stays at home.
    code = draft.values[draft.first].get("journey_code", "")
    tree = composed(form, draft.first, draft.second, draft.values, code=code, data_dir=settings.DATA)
    return make(tree), type_
