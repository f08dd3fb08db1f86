"""Model fields whose value the database never sees.

`SealedText(code="P010", cls=FieldClass.IDENTITY)` reads and writes like a text field on the
instance, is a `bytea` in the table, and refuses to be filtered on. Opening is lazy: a list of
persons decrypts only what the page really shows. The model's primary key must be made by the
client (uuid4), because the key is part of what is sealed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from wellknit.platform.vault.keyring import vault_ring
from wellknit.platform.vault.sealing import seal, unseal

REGISTRY: dict[str, str] = {}


class Sealed(bytes):
    """Ciphertext on its way between the database and an attribute; never shown."""

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__


class _OnReading(DeferredAttribute):
    """Opens the value when somebody asks for it, once."""

    field: SealedField

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        if self.field.attname in instance.__dict__:
            value = instance.__dict__[self.field.attname]
        else:
            value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            plain = unseal(bytes(value), code=self.field.code, row=str(instance.pk), ring=vault_ring())
            value = self.field.decode(plain)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        # With a setter this is a data descriptor: it is asked before the instance's own dictionary.
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Common to all sealed fields: seal before writing, open on reading, never compare.

    `code` is frozen for ever (it is in the additional data); `cls` is the field's class.
    """

    descriptor_class = _OnReading

    if TYPE_CHECKING:  # plain values go in and come out; the bytes in between are nobody's business
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any
        _pyi_lookup_exact_type: Any

    def __init__(self, *, code: str, cls: str, **kwargs: Any) -> None:
        self.code, self.cls = code, str(cls)
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), {**kwargs, "code": self.code, "cls": self.cls}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if cls.__module__ != "__fake__" and not cls._meta.abstract:
            place = f"{cls._meta.label}.{name}"
            if REGISTRY.setdefault(self.code, place) != place:
                raise ValueError(f"Field code {self.code} is taken by {REGISTRY[self.code]}; choose another.")

    def encode(self, value: Any) -> bytes:
        """Plain value to bytes."""
        return str(value).encode()

    def decode(self, plain: bytes) -> Any:
        """Bytes to plain value."""
        return plain.decode()

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(seal(self.encode(value), code=self.code, row=str(model_instance.pk), ring=vault_ring()))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} is sealed: it cannot be compared or updated in a query.")
        return super().get_db_prep_value(value, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        return "<sealed>"


class SealedText(SealedField):
    """Text: a name, an address, a note."""


class SealedJSON(SealedField):
    """A small structure of plain values: a list of aliases, the parts of a date, a draft."""

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)
