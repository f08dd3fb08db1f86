"""The frequency attack on a stolen token table: rank its tokens against what is known of names.

A thief with a dump and no key sees how many persons share each token. Names are unequally common, and
how common is public; so he makes all keys of a population of his own (the generator with another seed
stands for the census and for our open source code), ranks keys and tokens by holders, and claims that
the n-th token is the n-th key. A claim is right when the key he claims and the true key have a part of
a name in common. A person is *named by one part* when at least one claim on her tokens is right:
that counts every lucky claim and ignores every wrong one, so it is more than he could really use.
"""

from __future__ import annotations

import math
import random
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wellknit.lib.names import keys
from wellknit.lib.names.keys import Key, Kind, PersonNames
from wellknit.platform.vault.tokens import TokenKeys

# Under this many holders, the order of ranks is noise: a claim there is a guess.
MEANINGFUL = 8


def count_keys(people: Iterable[PersonNames]) -> Counter[Key]:
    """Holders of every key in a population."""
    counted: Counter[Key] = Counter()
    for names in people:
        counted.update(keys.stored(names))
    return counted


def parts_in(key: Key) -> frozenset[str]:
    """What a right guess of this key would tell of a name."""
    kind, text = key
    if kind is Kind.PAIR:
        return frozenset(text.split("|"))
    return frozenset({text.split("|")[0]})


def ranked(holders: Mapping[Key, int], cap: int, *, salt: str, least: int = MEANINGFUL) -> list[Key]:
    """Keys by number of holders, the commonest first, as far as the cap lets them be stored.

    Equal numbers come in an order that depends on `salt`: tokens are hashes, so a thief's order among
    equals and the dump's have nothing to do with each other.
    """
    kept = [(-n, zlib.crc32(f"{salt}{key}".encode()), key) for key, n in holders.items() if least <= n <= cap]
    return [key for _, _, key in sorted(kept)]


@dataclass(frozen=True)
class Named:
    """Shares of persons: named by at least one part, and whole (a whole-name key claimed rightly)."""

    by_a_part: float
    whole: float
    claims: int
    right: int


def claim(true: list[Key], known: list[Key]) -> tuple[set[Key], int]:
    """Keys of the dump that rank matching gives away, and how many claims were made."""
    pairs = list(zip(true, known, strict=False))
    return {t for t, k in pairs if parts_in(t) & parts_in(k)}, len(pairs)


def attack(
    dump: list[PersonNames], cap: int, known: Mapping[Key, int], scale: float = 1.0, *, only: str = ""
) -> Named:
    """Attack the tokens of `dump`, all in memory. `known`: the thief's counts; `scale`: dump size / his size.

    `only`: tokens of one kind, as if the thief could tell kinds apart.
    """
    filed = [{key for key in keys.stored(names) if only in ("", key[0])} for names in dump]
    holders: Counter[Key] = Counter()
    for some in filed:
        holders.update(some)
    expected = {key: round(n * scale) for key, n in known.items() if only in ("", key[0])}
    given_away, claims = claim(ranked(holders, cap, salt="dump"), ranked(expected, cap, salt="thief"))
    named = sum(1 for some in filed if some & given_away)
    whole = {key for key in given_away if key[0] in (Kind.WHOLE, Kind.BARE, Kind.BORN)}
    entire = sum(1 for some in filed if some & whole)
    return Named(named / len(dump), entire / len(dump), claims, len(given_away))


# -- At full size, on a real token table (`make bench`)


def on_table(
    holders: Mapping[int, int], sample: Iterable[PersonNames], ring: TokenKeys, cap: int, *, least: int = 32
) -> Named:
    """The attack on a filled token table. `holders`: token -> how many (`vault_tokenload`), before the cap.

    Which key a token is comes from a sample of the persons in it (a key of `least` holders in a million is
    nearly sure to be in 80,000 of them); the shares are of the sample. The thief is given the true
    expectation of every count, blurred only as much as any population of this size is by chance.
    """
    known: dict[Key, int] = {}
    filed: list[list[Key]] = []
    for names in sample:
        pairs = [(key, holders.get(ring.token(ring.current, key), 0)) for key in keys.stored(names)]
        filed.append([key for key, n in pairs if n >= least])
        known.update({key: n for key, n in pairs if n >= least})
    rng = random.Random(5)
    expected = {key: round(rng.gauss(n, math.sqrt(n))) for key, n in known.items()}
    given_away, claims = claim(
        ranked(known, cap, salt="dump", least=least), ranked(expected, cap, salt="thief", least=least)
    )
    whole = {key for key in given_away if key[0] in (Kind.WHOLE, Kind.BARE, Kind.BORN)}
    named = sum(1 for some in filed if any(key in given_away for key in some))
    entire = sum(1 for some in filed if any(key in whole for key in some))
    return Named(named / len(filed), entire / len(filed), claims, len(given_away))
