"""Writing a letter or certificate from a template, or from the office's own Word file; it is kept with the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from wellknit.lib.documents.docx import docx
from wellknit.lib.documents.pdf import pdf
from wellknit.lib.letters import Letter, NotAWordFile, UnknownField, composed, word_filled
from wellknit.platform.access.refusals import NotNow, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.vault.uploads import SealedUpload
from wellknit.protection.actions import document
from wellknit.protection.models import Case, Document, Identification
from wellknit.protection.permissions import ADD_DOCUMENTS, check_may
from wellknit.protection.policies import check_open

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAKERS = {"pdf": (pdf, "application/pdf"), "docx": (docx, WORD)}


@dataclass(frozen=True)
class Draft:
    """What is written: languages, the fields' values by language, the form (pdf, docx).

    `word`: the office's own Word file instead of the template's sentences; its fields are filled in `first`.
    """

    first: str
    second: str
    values: Mapping[str, Mapping[str, str]]
    form: str = "pdf"
    word: SealedUpload | None = None


@transaction.atomic
def write(case: Case, letter: Letter, draft: Draft, *, by: Viewer) -> Document:
    """Compose it and keep it with the case. Nothing leaves yet: that is `disclosure.make`.

    Raises `NotValid` for a template with a field nobody knows or a language it is not written in, `NotNow`
    for a certificate of a status that nobody has decided.
    """
    check_may(by, ADD_DOCUMENTS)
    check_open(case.state)
    if letter.needs_status and not Identification.objects.filter(case=case, state="recognised").exists():
        raise NotNow(_("This certifies a status that has not been decided. Wait for the decision."))
    try:
        body, type_ = _made(case, letter, draft)
    except UnknownField as unknown:
        raise NotValid(
            _("The template has fields nobody knows: %(fields)s. Correct their names in the template.")
            % {"fields": ", ".join(unknown.fields)},
            {"word" if draft.word else "letter": _("Correct the template first.")},
        ) from unknown
    except NotAWordFile as error:
        raise NotValid(_("This is not a Word file (.docx)."), {"word": _("Choose a .docx file.")}) from error
    except KeyError as error:
        raise NotValid(
            _("The template is not written in this language."), {"first": _("Choose another.")}
        ) from error
    source = f"letter:{letter.id}/{letter.version}"
    kept = document.keep_bytes(
        case, body, by=by, title=letter.name, kind=letter.kind, made_from=source, type_=type_
    )
    record("letter.written", target=kept, case=case.pk, fields=letter.fields, note={"letter": letter.id})
    return kept


def _made(case: Case, letter: Letter, draft: Draft) -> tuple[bytes, str]:
    if draft.word is not None:
        return word_filled(b"".join(draft.word.chunks()), draft.values[draft.first]), WORD
    unchecked = [
        text
        for code in (draft.first, draft.second)
        if (text := letter.text(code)) and code != "en" and not text.checked_by
    ]
    note = _("Translation not yet checked by a native speaker.") if unchecked else ""
    make, type_ = MAKERS[draft.form]
    return make(composed(letter, draft.first, draft.second, draft.values, code=case.code, draft=note)), type_
