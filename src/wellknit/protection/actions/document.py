"""Keeping a paper or a scan: sealed from the first byte, never in the clear on a disk; older versions stay."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from wellknit.lib.documents.pictures import pages_of
from wellknit.lib.pictures import NotAPicture, without_traces
from wellknit.platform.access.refusals import Conflict, NotValid
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.audit.record import record
from wellknit.platform.vault.uploads import LARGEST, SealedUpload, SealedWriter
from wellknit.protection.actions.moving import locked
from wellknit.protection.files import clear
from wellknit.protection.healthpapers import check_opens
from wellknit.protection.models import Case, Document
from wellknit.protection.permissions import ADD_DOCUMENTS, READ_DOCUMENTS, READ_HEALTH, check_may

# First bytes tell what a file is; its name does not.
KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
# Pictures whose hidden data we can take out, and which a browser and a PDF can show.
PLAIN_PICTURES = frozenset({"image/jpeg", "image/png"})


def media_type(head: bytes) -> str | None:
    """What the first bytes say, or None for what we do not keep."""
    if head[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1"}:
        return "image/heic"
    return next((kind for magic, kind in KINDS if head.startswith(magic)), None)


@transaction.atomic
def add(case: Case, upload: SealedUpload, *, by: Viewer, title: str, kind: str, replaces: Document | None = None,
        why: str = "") -> Document:  # fmt: skip
    """Keep an uploaded file with a case, as a new paper or as the next version of one.

    Raises `NotValid` for a type we do not keep, `Conflict` when somebody replaced the same version first.
    """
    check_may(by, ADD_DOCUMENTS)
    return keep(case, upload, by=by, title=title, kind=kind, replaces=replaces, why=why)


@transaction.atomic
def add_pages(case: Case, pictures: Sequence[SealedUpload], *, by: Viewer, title: str, kind: str,
              replaces: Document | None = None, why: str = "") -> Document:  # fmt: skip
    """Photographs of the pages of one paper, taken with a telephone, kept as one PDF in their order."""
    check_may(by, ADD_DOCUMENTS)
    if not pictures:
        raise NotValid(_("Choose a file first."), {"file": _("Photograph or choose the paper.")})
    if len(pictures) == 1:
        return keep(case, pictures[0], by=by, title=title, kind=kind, replaces=replaces, why=why)
    if any(media_type(p.head) != "image/jpeg" for p in pictures):
        raise NotValid(
            _("Several files become one paper only when all are photographs (JPEG)."),
            {"file": _("Choose photographs, or one file at a time.")},
        )
    body = pages_of([_cleaned(p) for p in pictures])
    return keep_bytes(case, body, by=by, title=title, kind=kind, replaces=replaces, why=why)


def keep(case: Case, upload: SealedUpload, *, by: Viewer, title: str, kind: str, replaces: Document | None = None,
         why: str = "", only_pictures: bool = False) -> Document:  # fmt: skip
    """The same for verbs that have asked for their own permission (a signature, a consent's paper)."""
    found = media_type(upload.head)
    if found is None or (only_pictures and found not in PLAIN_PICTURES):
        raise NotValid(
            _("This file is not a PDF or a picture. Scan or photograph the paper and send that."),
            {"file": _("Choose a PDF, JPEG, PNG, TIFF or HEIC file.")},
        )
    if found in PLAIN_PICTURES:
        return keep_bytes(case, _cleaned(upload), by=by, title=title, kind=kind, replaces=replaces, why=why)
    # Before the commit: a file without a row is swept away, a row without a file would be a lie.
    name = uuid4().hex
    os.replace(upload.path, _folder() / name)
    return _write(case, name, upload.key, upload.size or 0, found, by, title, kind, replaces, why, "")


def keep_bytes(case: Case, body: bytes, *, by: Viewer, title: str, kind: str, replaces: Document | None = None,
               why: str = "", made_from: str = "", type_: str = "") -> Document:  # fmt: skip
    """Keep what was made here (a letter, joined photographs): sealed on its way to the disk."""
    name, key = uuid4().hex, AESGCMSIV.generate_key(256)
    writer = SealedWriter(_folder() / name, key)
    writer.write(body)
    writer.close()
    kind_of = type_ or media_type(body[:16]) or "application/octet-stream"
    return _write(case, name, key, len(body), kind_of, by, title, kind, replaces, why, made_from)


def _cleaned(upload: SealedUpload) -> bytes:
    try:
        return without_traces(b"".join(upload.chunks()))
    except NotAPicture as error:
        raise NotValid(
            _("The picture is damaged. Take it again."), {"file": _("Photograph the paper again.")}
        ) from error


def _folder() -> Path:
    folder = Path(settings.WELLKNIT_FILES)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(case: Case, name: str, key: bytes, size: int, type_: str, by: Viewer, title: str, kind: str,
           replaces: Document | None, why: str, made_from: str) -> Document:  # fmt: skip
    if size > LARGEST:
        raise NotValid(_("Together the pages are too large. Send fewer."), {"file": _("At most 25 MB.")})
    before = _latest(case, replaces) if replaces else None
    opening = {"file": name, "key": base64.b64encode(key).decode()}
    document = Document(
        case=case, title=title or (before.title if before else "") or _("Paper without a title"), kind=kind, media_type=type_,
        size=size, opening=opening, replaces=before, number=before.number + 1 if before else 1, why=why or None,
        made_from=made_from, added_by_id=by.person_id,
    )  # fmt: skip
    document.series = before.series if before else document.pk
    document.save(force_insert=True)
    event = "document.replaced" if before else "document.added"
    record(event, target=document, case=case.pk, note={"kind": kind, "number": document.number})
    return document


def _latest(case: Case, replaces: Document) -> Document:
    locked(case)
    before = Document.objects.filter(pk=replaces.pk, case=case).first()
    if before is None:
        raise NotValid(_("This paper belongs to another case."))
    if Document.objects.filter(replaces=before).exists():
        raise Conflict(_("Somebody has put a newer version in place. Look at it first."), {})
    return before


def read(document: Document, *, by: Viewer) -> Iterator[bytes]:
    """The clear bytes for one reader; who read it is recorded. 404 for a paper out of her reach, whoever found it."""
    if not by.may(READ_HEALTH):
        check_may(by, READ_DOCUMENTS)
    fresh = Document.objects.filter(pk=document.pk).first()
    if fresh is None:
        raise Http404
    check_opens(by, fresh)
    record("document.read", target=fresh, case=fresh.case_id)
    return clear(fresh)
