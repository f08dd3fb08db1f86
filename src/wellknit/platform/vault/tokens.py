"""Blind tokens of names: what the database holds instead of a name, and what it is asked with.

A token is HMAC-SHA256 over (generation, kind, key), cut to a signed 64-bit number. Without the key,
which lies in a file outside the database and its backups, a token says nothing but how many persons
share it; and tokens shared by many are not kept (`sql/search.sql`, decision 0004). A generation is
one HMAC key: rotation writes the tokens of every person anew under the next one, both are asked while it
runs, and the old key is destroyed at the end.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from wellknit.lib.names import keys
from wellknit.lib.names.keys import Key, PersonNames

CANDIDATES = 100


class Cursor(Protocol):
    """What is needed of a database cursor, Django's or psycopg's."""

    def execute(self, sql: Any, params: Any = None) -> Any:
        """Run one statement."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows of the last statement."""
        ...


@dataclass(frozen=True)
class TokenKeys:
    """HMAC keys by generation; `current` writes. Two generations are live only while a rotation runs."""

    current: int
    keys: Mapping[int, bytes] = field(repr=False)  # a key has no business in a log or an error page

    def __post_init__(self) -> None:
        if self.current not in self.keys:
            raise ValueError(f"No key for generation {self.current}: restore the token key file from escrow.")
        if any(len(key) < 32 for key in self.keys.values()):
            raise ValueError("A token key has at least 32 bytes.")

    def token(self, generation: int, key: Key) -> int:
        """The token of one key, a signed 64-bit number."""
        kind, text = key
        message = b"%d\x1f%s\x1f%s" % (generation, kind.value.encode(), text.encode())
        return int.from_bytes(hmac.digest(self.keys[generation], message, "sha256")[:8], "big", signed=True)


@dataclass(frozen=True, slots=True)
class Hit:
    """A person the tokens point to; `score` orders the hits of one search and means nothing else."""

    person_id: UUID
    score: float


def tokens_of(names: PersonNames, ring: TokenKeys, generation: int | None = None) -> list[int]:
    """Tokens to store for a person, in ascending order (so that writers lock in one order)."""
    number = ring.current if generation is None else generation
    return sorted({ring.token(number, key) for key in keys.stored(names)})


def tokens_asked(forms: Sequence[str], birth_year: int | None, ring: TokenKeys) -> dict[int, float]:
    """Tokens to ask for with their weights, in every generation that is live."""
    wanted = keys.asked(forms, birth_year)
    return {ring.token(number, key): weight for number in ring.keys for key, weight in wanted.items()}


def tokens_of_keys(several: Iterable[Iterable[Key]], ring: TokenKeys) -> tuple[list[int], list[int]]:
    """Sets of keys as tokens, in every generation that is live: (tokens, the number of the set of each)."""
    sets = [[ring.token(number, key) for key in one] for number in ring.keys for one in several]
    rows = [(token, n) for n, one in enumerate(sets) for token in one]
    return [token for token, _n in rows], [n for _token, n in rows]


def write_tokens(
    cursor: Cursor, person_id: UUID, names: PersonNames, ring: TokenKeys, *, generation: int | None = None
) -> int:
    """Replace a person's tokens (in one generation, by default the current); returns how many were given.

    Inside the transaction that saves the names. The database refuses (WK003) a person out of reach.
    """
    number = ring.current if generation is None else generation
    tokens = tokens_of(names, ring, number)
    cursor.execute("SELECT wk_put_name_tokens(%s, %s::bigint[], %s)", [person_id, tokens, number])
    return len(tokens)


def search(
    cursor: Cursor, forms: Sequence[str], birth_year: int | None, ring: TokenKeys, *, limit: int = CANDIDATES
) -> list[Hit]:
    """Persons in the viewer's reach who may be meant; decrypt them and let `lib.names.rank` decide."""
    asked = tokens_asked(forms, birth_year, ring)
    if not asked:
        return []
    cursor.execute(
        "SELECT person_id, score FROM wk_search_names(%s::bigint[], %s, %s::real[])",
        [list(asked), limit, list(asked.values())],
    )
    return [Hit(person_id, score) for person_id, score in cursor.fetchall()]


# -- Work of the owner (worker, maintenance), never of the web role


@dataclass(frozen=True, slots=True)
class Recount:
    """What a recount found: persons with tokens, the cap that follows, tokens dropped, rows removed."""

    persons: int
    cap: int
    dropped: int
    removed: int


def recount(cursor: Cursor) -> Recount:
    """Count holders of every token anew, set the cap, remove what is over it (a minute at a million)."""
    cursor.execute("SELECT persons, cap, dropped, removed FROM wk_recount_tokens()")
    return Recount(*cursor.fetchall()[0])


def sweep(cursor: Cursor) -> int:
    """Remove rows of tokens marked as too common since the last time; returns how many. Safe at any time."""
    cursor.execute("SELECT wk_sweep_tokens()")
    return int(cursor.fetchall()[0][0])


def rotate(
    cursor: Cursor,
    people: Iterable[tuple[UUID, PersonNames]],
    ring: TokenKeys,
    *,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Write the tokens of `people` (decrypted by the caller) in the current generation; returns how many.

    Runs as owner, in as many calls as one likes: a person done twice is done once. Both generations are
    asked meanwhile. When all are done, `forget` the old generation, and only then remove its key.
    """
    done = 0
    for person_id, names in people:
        cursor.execute(
            "SELECT wk_store_name_tokens(%s, %s::bigint[], %s)",
            [person_id, tokens_of(names, ring), ring.current],
        )
        done += 1
        if done % 1000 == 0:
            progress(done)
    return done


def forget(cursor: Cursor, generation: int) -> None:
    """Close a generation, so that its key can be destroyed; refused (WK006) while it is needed."""
    cursor.execute("SELECT wk_forget_generation(%s)", [generation])


def erase(cursor: Cursor, person_id: UUID) -> int:
    """Remove all tokens of a person who is erased; returns how many."""
    cursor.execute("SELECT wk_erase_name_tokens(%s)", [person_id])
    return int(cursor.fetchall()[0][0])
