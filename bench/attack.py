"""The frequency attack on a stolen token table: rank its tokens against what is known of names.

A thief with a dump and no key sees how many persons share each token. Names are unequally common, and
how common is public; so he makes all keys of a population of his own (the generator with another seed
stands for the census and for our open source code), ranks keys and tokens by holders, and claims that
the n-th token is the n-th key. A claim is right when the key he claims and the true key have a part of
a name in common. A person is *named by one part* when at least one claim on her tokens is right:
that counts every lucky claim and ignores every wrong one, so it is more than he could really use.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from bench.people import people

from wellknit.lib.names import keys
from wellknit.lib.names.keys import Key, Kind, PersonNames

# Under this many holders, the order of ranks is noise: a claim there is a guess.
MEANINGFUL = 8


def count_keys(people: Iterable[PersonNames], *, prune_every: int = 0) -> Counter[Key]:
    """Holders of every key in a population; `prune_every` n persons, keys seen once are let go (memory)."""
    counted: Counter[Key] = Counter()
    for i, names in enumerate(people, 1):
        counted.update(keys.stored(names))
        if prune_every and i % prune_every == 0:
            counted = Counter({key: n for key, n in counted.items() if n > 1})
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


# -- At full size (`make bench`)

CHUNK = 10_000
PRUNE_EVERY = 20  # chunks


def population(seed: int) -> list[PersonNames]:
    """One chunk of invented persons."""
    return [PersonNames(p.filed, p.birth_year) for p in people(CHUNK, seed)]


def _counted(seed: int) -> Counter[Key]:
    return count_keys(population(seed))


def _hit(seed: int, given_away: frozenset[Key], whole: frozenset[Key]) -> tuple[int, int]:
    filed = [keys.stored(names) for names in population(seed)]
    return sum(1 for some in filed if some & given_away), sum(1 for some in filed if some & whole)


def at_full_size(persons: int = 1_000_000, cap: int = 5_000, *, least: int = 32) -> Named:
    """The attack on as many persons as the search is measured with. Some minutes and 3 GB.

    Keys with fewer than `least` holders are left out: their order is chance. The thief's population has
    other seeds and the same size.
    """
    chunks = persons // CHUNK
    with ProcessPoolExecutor(2) as pool:
        counts = []
        for start in (1000, 500_000):
            total: Counter[Key] = Counter()
            for i, counted in enumerate(pool.map(_counted, range(start, start + chunks)), 1):
                total.update(counted)
                if i % PRUNE_EVERY == 0:
                    total = Counter({key: n for key, n in total.items() if n > 1})
            counts.append(Counter({key: n for key, n in total.items() if n >= least}))
        dump, thief = counts
        given_away, claims = claim(
            ranked(dump, cap, salt="dump", least=least), ranked(thief, cap, salt="thief", least=least)
        )
        away = frozenset(given_away)
        whole = frozenset(key for key in away if key[0] in (Kind.WHOLE, Kind.BARE, Kind.BORN))
        seeds = range(1000, 1000 + chunks)
        hits = list(pool.map(_hit, seeds, [away] * chunks, [whole] * chunks))
    return Named(sum(a for a, _ in hits) / persons, sum(w for _, w in hits) / persons, claims, len(away))


if __name__ == "__main__":
    print(at_full_size())
