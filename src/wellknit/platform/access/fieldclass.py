"""The class of every field, read from the models; a house test fails where nobody decided one."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from wellknit.lib.fieldclass import FieldClass

__all__ = ["OWN_APPS", "FieldClass", "class_of", "of_class", "unclassed"]

OWN_APPS = frozenset(
    {"identity", "access", "vault", "audit", "exchange", "protection", "justice", "plan", "prevention",
     "evidence", "web"}
)  # fmt: skip


def class_of(model: type[models.Model], name: str) -> FieldClass | None:
    """The class of one field, or None when nobody has decided it (a house test then fails)."""
    field = model._meta.get_field(name)
    declared = getattr(field, "cls", None)
    if declared is not None:
        return FieldClass(declared)
    if getattr(field, "primary_key", False):
        return FieldClass.SHAREABLE  # an opaque id
    classes = getattr(model, "Classes", None)
    for cls in FieldClass:
        if name in getattr(classes, cls.value, ()):
            return cls
    return None


def unclassed() -> list[str]:
    """All fields of our own models without a class, as `app.Model.field`."""
    missing = []
    for model in apps.get_models():
        if model._meta.app_label not in OWN_APPS:
            continue
        for field in model._meta.concrete_fields:
            if class_of(model, field.name) is None:
                missing.append(f"{model._meta.label}.{field.name}")
    return missing


def of_class(model: type[models.Model], cls: FieldClass) -> tuple[str, ...]:
    """Names of the concrete fields of `model` that have exactly this class."""
    return tuple(f.name for f in model._meta.concrete_fields if class_of(model, f.name) is cls)
