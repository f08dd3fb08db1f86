"""The operator's part of retention: what two people approved is done, and what only had a time limit goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from wellknit.lib.retention import Rule, cut, rules
from wellknit.protection.actions.retention import carry_out
from wellknit.protection.erasing import erase_journeys
from wellknit.protection.models import Journey, RetentionDecision


def carry_out_all(say: Callable[[str], None]) -> tuple[int, int]:
    """Every approved decision, as the owner; returns how many were done and how many are held back."""
    done = held = 0
    for decision in RetentionDecision.objects.filter(state="approved").order_by("answered_at"):
        if carry_out(decision) is None:
            held += 1
            say(f"  {decision.case_code}: a legal hold was put on it; nothing done")
            continue
        done += 1
        _told("retention.carried_out", decision.what, str(decision.case_id))
        say(f"  {decision.case_code}: {decision.what}")
    return done, held


def sweep(say: Callable[[str], None]) -> int:
    """Delete the rows of every relation whose rule is a plain time limit; returns how many."""
    total = 0
    for rule in rules(settings.DATA).values():
        if rule.then != "delete" and not rule.alone_years:
            continue
        with transaction.atomic():
            removed = _sweep_alone(rule) if rule.alone_years else _sweep(rule)
        if removed:
            _told("retention.swept", rule.relation, "")
            say(f"  {rule.relation}: {removed:,} rows after {rule.years or rule.alone_years} years")
        total += removed
    return total


def _sweep(rule: Rule) -> int:
    model = _model(rule.relation)
    if model is None:
        return 0
    rows = model._default_manager.filter(**{f"{rule.after}__lt": _limit(model, rule.after, rule.years)})
    for name in _pointing(model):
        rows = rows.filter(**{f"{name}__isnull": True})
    ids = list(rows.values_list("pk", flat=True)[:10_000])
    with connection.cursor() as cursor:
        cursor.execute(
            f'DELETE FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = ANY(%s)', [ids]
        )
        return int(cursor.rowcount)


def _sweep_alone(rule: Rule) -> int:
    """Rows that would go with another one and belong to none: journeys for which nobody opened a case here."""
    model = _model(rule.relation)
    if model is not Journey:
        return 0
    ended = {f"{rule.alone_after}__lt": _limit(model, rule.alone_after, rule.alone_years)}
    rows = Journey.objects.filter(case__isnull=True, **ended).order_by("pk")
    return erase_journeys(list(rows.values_list("pk", flat=True)[:1_000]))


def _model(label: str) -> type[models.Model] | None:
    """None on a node without that wing."""
    return next((model for model in apps.get_models() if model._meta.label == label), None)


def _pointing(model: type[models.Model]) -> Iterator[str]:
    """Relations that point here: a row that something else needs stays with it."""
    return (related.field.related_query_name() for related in model._meta.related_objects)


def _limit(model: type[models.Model], after: str, years: int) -> object:
    day = cut(years, timezone.localdate())
    if isinstance(model._meta.get_field(after), models.DateTimeField):
        return timezone.make_aware(datetime.combine(day, time()))
    return day


def _told(event: str, what: str, case_id: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wk_audit_write(NULL, NULL, %s, '', NULL, NULLIF(%s, '')::uuid, '{}',"
            " jsonb_build_object('by', 'operator', 'what', %s::text))",
            [event, case_id, what],
        )
