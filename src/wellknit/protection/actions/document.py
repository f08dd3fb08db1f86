"""Keeping a paper or a scan: sealed from the first byte, never in the clear on a disk."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.vault.uploads import SealedUpload, read_sealed
from wellknit.protection.models import Case, Document
from wellknit.protection.permissions import ADD_DOCUMENTS, READ_DOCUMENTS, check_may

# First bytes tell what a file is; its name does not.
KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)


def media_type(head: bytes) -> str | None:
    """What the first bytes say, or None for what we do not keep."""
    if head[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1"}:
        return "image/heic"
    return next((kind for magic, kind in KINDS if head.startswith(magic)), None)


@transaction.atomic
def add(case: Case, upload: SealedUpload, *, by: Viewer, title: str, kind: str) -> Document:
    """Keep an uploaded file with a case. Raises `NotValid` for a type we do not keep."""
    check_may(by, ADD_DOCUMENTS)
    found = media_type(upload.head)
    if found is None:
        raise NotValid(
            _("This file is not a PDF or a picture. Scan or photograph the paper and send that."),
            {"file": _("Choose a PDF, JPEG, PNG, TIFF or HEIC file.")},
        )
    name = uuid4().hex
    _keep(upload, name)
    opening = {"file": name, "key": base64.b64encode(upload.key).decode()}
    document = Document.objects.create(
        case=case, title=title or _("Paper without a title"), kind=kind, media_type=found, size=upload.size or 0,
        opening=opening, added_by_id=by.person_id,
    )  # fmt: skip
    record("document.added", target=document, case=case.pk, note={"kind": kind})
    return document


def _keep(upload: SealedUpload, name: str) -> None:
    # Before the commit: a file without a row is swept away, a row without a file would be a lie.
    folder = Path(settings.WELLKNIT_FILES)
    folder.mkdir(parents=True, exist_ok=True)
    os.replace(upload.path, folder / name)


def read(document: Document, *, by: Viewer) -> Iterator[bytes]:
    """The clear bytes for one reader; who read it is recorded."""
    check_may(by, READ_DOCUMENTS)
    record("document.read", target=document, case=document.case_id)
    opening = document.opening
    return read_sealed(Path(settings.WELLKNIT_FILES) / opening["file"], base64.b64decode(opening["key"]))
