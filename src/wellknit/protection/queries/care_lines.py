"""What plan, conferences and health add to the timeline of a case: a constant number of queries."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wellknit.platform.access.viewer import Viewer
from wellknit.protection.codelists import label
from wellknit.protection.models import Assessment, CarePlan, Case, Conference, Goal, Service
from wellknit.protection.queries.casefile import Entry
from wellknit.protection.sections import Line


def _entry(day: date, line: Line) -> Entry:
    return Entry(timezone.make_aware(datetime.combine(day, time(12))), "line", line, whole_day=True)


def of_plan(viewer: Viewer, case: Case, some: slice) -> list[Any]:
    """Goals, services, assessments, plans: four queries whatever there is."""
    plan = reverse("care_plan", args=[case.pk])
    found = [
        _entry(g.said_on, Line(_("A wish"), f"“{g.words}”", "open", plan))
        for g in Goal.objects.filter(case=case).order_by("-said_on")[some]
    ]
    newest = Greatest("proposed_on", "started_on", "ended_on").desc()  # of each service up to three lines
    for service in Service.objects.filter(case=case).order_by(newest)[some]:
        found += _service(service)
    for made in Assessment.objects.filter(case=case).order_by("-on")[some]:
        title = _("Risk looked at") if made.kind == "risk" else _("Needs asked")
        again = _("again by %(day)s") % {"day": made.review_on.isoformat()} if made.review_on else ""
        found.append(_entry(made.on, Line(title, again, "danger" if made.level == "high" else "info", plan)))
    for talked in CarePlan.objects.filter(case=case).defer("tree").order_by("-on")[some]:
        text = label("plan-answers", talked.answer)
        found.append(
            _entry(
                talked.on, Line(_("Plan talked over"), text, "done", reverse("plan_frozen", args=[talked.pk]))
            )
        )
    return found


def _service(service: Service) -> list[Entry]:
    name, href = label("services", service.code), reverse("service", args=[service.pk])
    found = [_entry(service.proposed_on, Line(_("Offered: %(what)s") % {"what": name}, "", "quiet", href))]
    if service.started_on:
        found.append(
            _entry(service.started_on, Line(_("Begun: %(what)s") % {"what": name}, "", "open", href))
        )
    if service.ended_on:
        text = label("service-outcomes", service.outcome) or label("service-ends", service.end_reason)
        found.append(
            _entry(service.ended_on, Line(_("Ended: %(what)s") % {"what": name}, text, "done", href))
        )
    return found


def of_conferences(viewer: Viewer, case: Case, some: slice) -> list[Any]:
    """Conferences: one query."""
    href = reverse("conferences", args=[case.pk])
    return [
        _entry(held.on, Line(_("Case conference"), label("conference-kinds", held.kind), "info", href))
        for held in Conference.objects.filter(case=case).order_by("-on")[some]
    ]
