"""Giving a person her own file: prepared in her language, written down before the first byte goes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from wellknit.lib.documents.docx import docx
from wellknit.lib.documents.pdf import pdf
from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.actions import disclosure
from wellknit.protection.models import Case
from wellknit.protection.ownpaper import GROUPS, languages_for, own_file
from wellknit.protection.permissions import DISCLOSE, READ_CASES, check_may
from wellknit.protection.recipients import PERSON

FORMS = {"pdf": pdf, "docx": docx}


@transaction.atomic
def hand_over(case: Case, *, by: Viewer, language: str, form: str = "pdf", also: Iterable[str] = ()) -> bytes:
    """The document as bytes. `also`: names of others found in the texts, to be blanked beside those the house knows.

    It stands on her right to her own file, not on a consent. Raises `NotValid` for a language or form we do not have.
    """
    check_may(by, READ_CASES)
    check_may(by, DISCLOSE)
    if form not in FORMS or language not in languages_for(case):
        raise NotValid(_("Choose one of the languages and forms offered."), {"language": _("Choose one.")})
    names = [name.strip() for name in also if name.strip()]
    body = FORMS[form](own_file(by, case, language, names))
    disclosure.make(case, by=by, purpose="own_copy", recipient=PERSON, scope=GROUPS, form="print", what="own_file",
                    basis="own_file", fields=GROUPS, digest=hashlib.sha256(body).hexdigest())  # fmt: skip
    return body
