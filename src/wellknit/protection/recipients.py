"""Who something goes to, as one short key: the same word in a consent and in a disclosure, so that they meet."""

from __future__ import annotations

from uuid import UUID

from wellknit.lib.names.script import clean
from wellknit.protection.codelists import label, named

PERSON = "person"


def office_key(office_id: UUID | str) -> str:
    """An office of this node."""
    return f"office:{office_id}"


def country_key(country: str) -> str:
    """The partner authority of another country (ISO alpha-2)."""
    return f"country:{country}"


def list_key(code: str) -> str:
    """Somebody of the list of recipients (embassy, hospital, employer …); the name stands beside it."""
    return f"list:{code}"


def office_of(key: str) -> UUID | None:
    """The office a key means, or None."""
    kind, _, rest = key.partition(":")
    return UUID(rest) if kind == "office" else None


def reaches_origin(key: str) -> bool:
    """Whether this is the country of origin or may carry word to it (embassy, its authority)."""
    kind, _, rest = key.partition(":")
    return kind == "country" or (kind == "list" and rest in named("recipients").flagged("origin"))


def needs_name(key: str) -> bool:
    """Whether the key alone says nobody: somebody else, who is only known by a name."""
    kind, _, rest = key.partition(":")
    return kind == "list" and rest in named("recipients").flagged("named")


def folded(name: str | None) -> str:
    """A name as two are compared: without case, doubled spaces and the ways one letter can be typed."""
    return clean(clean(name or "").casefold())


def meant(key: str, name: str | None) -> str:
    """The name that tells one receiver of a kind from the next, folded. An office or a country is one by its key."""
    return folded(name) if key.startswith("list:") else ""


def is_known(key: str) -> bool:
    """Whether a key can be one at all: a misspelt recipient must not be nobody's business."""
    kind, _, rest = key.partition(":")
    if kind == "office":
        try:
            return bool(UUID(rest))
        except ValueError:
            return False
    if kind == "country":
        return len(rest) == 2 and rest.isupper()
    return key == PERSON or (kind == "list" and named("recipients").entry(rest) is not None)


def told(key: str, offices: dict[UUID, str], name: str | None = None) -> str:
    """What a person reads for a key; `offices` maps ids to names."""
    kind, _, rest = key.partition(":")
    office = office_of(key)
    if office is not None:
        return offices.get(office, rest[:8])
    if kind == "country":
        text = label("countries", rest)
    elif key == PERSON:
        text = label("disclosure-bases", "own_file")
    else:
        text = label("recipients", rest)
    return f"{text}: {name}" if name else text
