"""Papers about somebody's health: read by health staff and by whoever filed them, as health entries are."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from wellknit.platform.access.refusals import NotYou
from wellknit.platform.access.viewer import Viewer
from wellknit.protection.codelists import named
from wellknit.protection.models import Document
from wellknit.protection.permissions import READ_DOCUMENTS, READ_HEALTH, check_may


def of_health(paper: Document) -> bool:
    """Whether its kind is one of those about health."""
    return paper.kind in named("document-kinds").flagged("group:health")


def closed_to(viewer: Viewer, paper: Document) -> bool:
    """Whether it is a health paper and she is neither health staff nor the one who filed it."""
    return of_health(paper) and not _hers(viewer, paper)


def opens(viewer: Viewer, paper: Document) -> bool:
    """Whether she may open it: her role reads papers, or it is a health paper and hers to read."""
    return _hers(viewer, paper) if of_health(paper) else viewer.may(READ_DOCUMENTS)


def check_not_closed(viewer: Viewer, paper: Document) -> None:
    """Raises `NotYou` for a health paper of others."""
    if closed_to(viewer, paper):
        raise NotYou(_("A health paper is read by health staff and by whoever filed it. Ask them what you need to know."))  # fmt: skip


def check_opens(viewer: Viewer, paper: Document) -> None:
    """Raises `NotYou` unless she may open it."""
    check_not_closed(viewer, paper)
    if not opens(viewer, paper):
        check_may(viewer, READ_DOCUMENTS)


def veiled(viewer: Viewer, papers: Iterable[Document]) -> list[Document]:
    """The papers for a list: of what is closed to her only that it is there, never its title."""
    shown = list(papers)
    for paper in shown:
        if closed_to(viewer, paper):
            paper.title = _("A health paper, for health staff")
            paper.why = None
            paper.veiled = True  # type: ignore[attr-defined]
    return shown


def _hers(viewer: Viewer, paper: Document) -> bool:
    return viewer.may(READ_HEALTH) or paper.added_by_id == viewer.person_id
