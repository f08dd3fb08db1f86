"""How a case is erased: every row that hangs on it, its sealed files, its tokens; or only what names somebody.

Which tables those are is read from the models, so a table that is added later is not forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from wellknit.platform.exchange import outbox
from wellknit.platform.vault.fields import SealedField, SealedJSON
from wellknit.protection.importing import file_of
from wellknit.protection.models import (
    BorderGrave,
    Case,
    Clock,
    Complaint,
    Document,
    Incident,
    Journey,
    Person,
    Referral,
    RetentionDecision,
    Screening,
)

CASE = "protection.case"
REMOVED = "—"
# Tables of the platform that name a case by its id; the trace itself stays, it names nobody.
# Kept when the case goes: what happened in a house, and who decided. They lose the way to the case.
_STAYS = (RetentionDecision, Incident, Complaint)
_LOOSE = ("access_grant", "access_casecode", "access_notice", "access_breakglass")


def hanging(root: type[models.Model] = Case, column: str = "case_id") -> list[tuple[type[models.Model], str]]:
    """Every model of the wing whose rows belong to a case (or to another root), with the way there; the farthest
    first. column: how it is named where there is no relation."""
    wing = list(apps.get_app_config("protection").get_models())
    found: dict[type[models.Model], str] = {}
    edge: list[tuple[type[models.Model], str]] = [(root, "pk")]
    for model in wing:
        names = {f.name for f in model._meta.concrete_fields}
        if column in names and model not in _STAYS:
            found[model] = column
            edge.append((model, column))
    while edge:
        target, way = edge.pop(0)
        for model in wing:
            for field in model._meta.concrete_fields:
                if (
                    model not in found
                    and model is not root
                    and field.is_relation
                    and field.related_model is target
                ):
                    found[model] = field.name if way == "pk" else f"{field.name}__{way}"
                    edge.append((model, found[model]))
    return sorted(found.items(), key=lambda item: -item[1].count("__"))


def erase_case(case_id: UUID, how: str) -> None:
    """Delete the case, or make it nameless. The person goes with her last case. As the owner, in a transaction."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        return
    _files(case_id)
    outbox.forget(Journey.objects.filter(case_id=case_id).values_list("pk", flat=True))
    alone = not Case.objects.filter(person_id=case.person_id).exclude(pk=case_id).exists()
    if how == "delete":
        _delete(case, alone)
    else:
        _pseudonymise(case, alone)


def _files(case_id: UUID) -> None:
    """The sealed files, at once: should the transaction fail, the replay finds rows without them and goes on."""
    for document in Document.objects.filter(case_id=case_id):
        if document.opening["file"]:
            file_of(document.opening["file"]).unlink(missing_ok=True)


def _delete(case: Case, alone: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    person_id, referral_id = case.person_id, case.referral_id
    _bury_journeys(case.pk)
    # First, because what hangs on a journey from before there was a case names no case.
    erase_journeys(list(Journey.objects.filter(case_id=case.pk).values_list("pk", flat=True)))
    for model, way in hanging():
        rows = model._default_manager.filter(**{way: case.pk})
        ids = list(rows.values_list("pk", flat=True))
        _raw_delete(model, ids)
    Incident.objects.filter(case_id=case.pk).update(case_id=None)
    Complaint.objects.filter(case_id=case.pk).update(case_id=None)
    _raw_delete(Case, [case.pk])
    if referral_id:
        _behind_referral(referral_id)
    _loose(case.pk)
    if alone:
        _tokens(person_id)
        _raw_delete(Person, [person_id])


def erase_journeys(ids: list[UUID]) -> int:
    """Delete journeys with everything that hangs on them; how many. As the owner, in a transaction."""
    for model, way in hanging(Journey, "journey_id"):
        rows = model._default_manager.filter(**{f"{way}__in": ids})
        _raw_delete(model, list(rows.values_list("pk", flat=True)))
    _raw_delete(Journey, ids)
    return len(ids)


def _bury_journeys(case_id: UUID) -> None:
    """What another country still sends about this case stays away."""
    for journey in Journey.objects.filter(case_id=case_id).exclude(partner=""):
        BorderGrave.objects.get_or_create(
            pk=journey.pk, defaults={"node": journey.node, "at": timezone.now()}
        )


def _behind_referral(referral_id: UUID) -> None:
    """The referral a case came from, and the screening behind it, speak of the same person."""
    referral = Referral.objects.filter(pk=referral_id).first()
    if referral is None or Case.objects.filter(referral_id=referral_id).exists():
        return
    _raw_delete(Clock, list(Clock.objects.filter(referral_id=referral_id).values_list("pk", flat=True)))
    _raw_delete(Referral, [referral_id])
    if not Referral.objects.filter(screening_id=referral.screening_id).exists():
        _raw_delete(Screening, [referral.screening_id])


def _raw_delete(model: type[models.Model], ids: list[UUID]) -> None:
    """Rows by their keys, past the collector: what hangs on them was found before and goes in this transaction."""
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(
                f'DELETE FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = ANY(%s)', [ids]
            )


def _loose(case_id: UUID) -> None:
    with connection.cursor() as cursor:
        for table in _LOOSE:
            cursor.execute(f"DELETE FROM {table} WHERE case_id = %s", [case_id])


def _tokens(person_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wk_erase_name_tokens(%s)", [person_id])


def _pseudonymise(case: Case, alone: bool) -> None:
    """Every sealed word of the file goes, with its papers; codes, dates and counts stay for statistics."""
    for model, way in hanging():
        if model is not Document:
            for row in model._default_manager.filter(**{way: case.pk}):
                _emptied(row)
    _papers(case.pk)
    _emptied(case)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM access_casecode WHERE case_id = %s", [case.pk])
    if alone:
        person = Person.objects.get(pk=case.person_id)
        _emptied(person)
        _tokens(person.pk)


def _papers(case_id: UUID) -> None:
    """A paper without its file is nothing: the row keeps its kind and number, not its title and not its key."""
    for document in Document.objects.filter(case_id=case_id):
        _emptied(document)


def _sealed(model: type[models.Model]) -> Iterator[SealedField]:
    return (f for f in model._meta.concrete_fields if isinstance(f, SealedField))


def _emptied(row: models.Model) -> None:
    names = []
    for field in _sealed(type(row)):
        value: object = (
            None if field.null else ({"file": "", "key": ""} if isinstance(field, SealedJSON) else REMOVED)
        )
        setattr(row, field.attname, value)
        names.append(field.attname)
    if names:
        row.save(update_fields=names)
