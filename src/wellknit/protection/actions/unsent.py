"""A screening that is not finished: kept sealed for its writer, page by page, and forgotten on a word.

Nothing of it is a record. It becomes one, or disappears without a trace, when the talk ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import QueryDict

from wellknit.platform.access.drafts import keep_draft
from wellknit.platform.access.models import Draft
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.unsent import place


def keep(talk_id: UUID, content: Mapping[str, Any], *, by: Viewer) -> None:
    """Replace what is kept of this talk."""
    data = QueryDict(mutable=True)
    for name, value in content.items():
        many = isinstance(value, Sequence) and not isinstance(value, str)
        data.setlist(name, [str(v) for v in value] if many else [str(value)])
    keep_draft(by, place(talk_id), data)


def forget(talk_id: UUID, *, by: Viewer) -> None:
    """Drop it, with whatever its single pages still held: an adult who refuses leaves nothing here either."""
    Draft.objects.filter(user_id=by.person_id, path__startswith=place(talk_id)).delete()
