"""What somebody typed is not lost: drafts per page and person, and forms held over a sign-out."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.core.signing import BadSignature, Signer
from django.db import connection
from django.http import QueryDict

from wellknit.platform.access.models import Draft, HeldForm
from wellknit.platform.access.viewer import Viewer
from wellknit.platform.vault.fields import Sealed
from wellknit.platform.vault.keyring import vault_ring
from wellknit.platform.vault.sealing import seal

# Never kept: what belongs to the sending, not to the content.
_NOT_CONTENT = {"csrfmiddlewaretoken", "form_key", "written_by", "draft_path", "password"}
_signer = Signer(salt="wellknit.form")


def content_of(data: QueryDict) -> dict[str, list[str]]:
    """The typed values of a form, without its tokens."""
    return {name: data.getlist(name) for name in data if name not in _NOT_CONTENT}


def keep_draft(viewer: Viewer, path: str, data: QueryDict) -> None:
    """Keep what was typed on this page, replacing what was kept before."""
    draft = Draft.objects.filter(user_id=viewer.person_id, path=path).first() or Draft(
        user_id=viewer.person_id, path=path
    )
    draft.content = content_of(data)
    draft.save()


def draft_for(viewer: Viewer, path: str) -> dict[str, Any] | None:
    """Values for a form's `initial`, or None. Single values come as text, several as a list."""
    draft = Draft.objects.filter(user_id=viewer.person_id, path=path).first()
    if draft is None:
        return None
    return {name: values[0] if len(values) == 1 else values for name, values in draft.content.items()}


def drop_draft(viewer: Viewer, path: str) -> None:
    """Forget it: the form was sent, or its writer says so."""
    Draft.objects.filter(user_id=viewer.person_id, path=path).delete()


def written_by(viewer: Viewer) -> str:
    """A signed hidden value naming whose form this is, so that it can wait for her."""
    return _signer.sign(str(viewer.person_id))


def hold_form(token: str, path: str, data: QueryDict) -> UUID | None:
    """Seal a form that arrived without a session; returns its id, or None when it cannot be kept."""
    try:
        writer = UUID(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    held = HeldForm(id=uuid4())
    field = HeldForm._meta.get_field("content")
    body = seal(field.encode(content_of(data)), code=field.code, row=str(held.pk), ring=vault_ring())
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_hold_form(%s, %s, %s, %s)", [held.pk, writer, path[:300], body])
        kept = cursor.fetchone()[0]
    return held.pk if kept else None


def take_held(viewer: Viewer, held_id: UUID) -> str | None:
    """Turn a held form into a draft of its page; returns the page, or None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT page, sealed FROM wk_take_held(%s)", [held_id])
        row = cursor.fetchone()
    if row is None:
        return None
    held = HeldForm(id=held_id)
    held.__dict__["content"] = Sealed(bytes(row[1]))
    draft = Draft.objects.filter(user_id=viewer.person_id, path=row[0]).first() or Draft(
        user_id=viewer.person_id, path=row[0]
    )
    draft.content = held.content
    draft.save()
    return str(row[0])
