"""Name search at a million invented persons: blind tokens under row security against pg_trgm in clear.

    make bench ARGS=search
    python -m bench.search --dsn "host=... port=... user=<superuser>" [--persons 1000000] [--questions 600]

Makes a database of its own (C.UTF-8; pg_trgm makes no Burmese trigrams in C), fills it, asks, prints one
table and drops it. Ours is timed whole, as the web role under row security: keys, HMAC, function, fetching
the candidates, decrypting them, ranking. pg_trgm is timed as owner without row security, the one SQL
statement alone. Both are asked the same question one after the other, so that both have the same machine.

A question is answered when a person of the same name, born within a year of the one looked for, is among
the first ten in the office's reach. pg_trgm's answers are also taken within reach (not timed), or it
would lose persons the office may not see.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import secrets
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from bench.attack import Named, on_table
from bench.harness import BenchNode
from bench.people import VARIANTS, Maker, Person, Question, makes_sense, people, question
from bench.rows import Row
from bench.searchschema import INDEXES, SCHEMA
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from psycopg import sql

from wellknit.lib.names.keys import PersonNames
from wellknit.lib.names.rank import rank
from wellknit.platform.vault import tokens
from wellknit.platform.vault.tokens import TokenKeys

SQL = Path(__file__).parents[1] / "src/wellknit/platform/access/sql/search.sql"
NAME = "wellknit_bench_search"
PERSONS, QUESTIONS = 1_000_000, 600
CHUNK = 10_000
WARM = 42  # questions that only warm the caches
REACHES = {"2%": (0.02, UUID(int=2)), "40%": (0.40, UUID(int=40))}
TRGM = """SELECT p.person_id FROM bench_plain p WHERE p.form %% %(text)s {reach}
 GROUP BY p.person_id, p.year
 ORDER BY max(similarity(p.form, %(text)s)) DESC, abs(coalesce(p.year - %(year)s, 5)) LIMIT 10"""
IN_REACH = (
    "AND EXISTS (SELECT 1 FROM access_grant g WHERE g.person_id = p.person_id AND g.office_id = %(office)s)"
)


def identify(number: int) -> tuple[UUID, float, float]:
    """A person's id, and two numbers in [0, 1) that say which offices reach her."""
    digest = hashlib.blake2b(b"%d" % number, digest_size=16).digest()
    return UUID(bytes=digest), *(int.from_bytes(digest[i : i + 4], "big") / 2**32 for i in (4, 8))


def chunk_of(number: int, size: int) -> Iterator[Person]:
    """The persons of one chunk; each chunk has its own seed so that several processes can make them."""
    for person in people(size, seed=1000 + number):
        yield Person(
            number * CHUNK + person.number, *(getattr(person, f) for f in list(person.__slots__)[1:])
        )


@dataclass(frozen=True)
class Secrets:
    """Keys of one run; thrown away with the database."""

    vault: bytes
    token: bytes

    @property
    def ring(self) -> TokenKeys:
        """Token keys of the only generation."""
        return TokenKeys(1, {1: self.token})

    def seal(self, key: UUID, names: PersonNames) -> bytes:
        """A person's names as they lie in the vault."""
        nonce = secrets.token_bytes(12)
        body = json.dumps([names.forms, names.birth_year], ensure_ascii=False).encode()
        return nonce + AESGCMSIV(self.vault).encrypt(nonce, body, key.bytes)

    def open(self, key: UUID, sealed: bytes) -> PersonNames:
        """The names in clear."""
        forms, year = json.loads(AESGCMSIV(self.vault).decrypt(sealed[:12], sealed[12:], key.bytes))
        return PersonNames(tuple(forms), year)


def load_chunk(dsn: str, number: int, size: int, keys: Secrets) -> int:
    """Make one chunk and copy it in; returns how many tokens its persons have."""
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for person in chunk_of(number, size):
        key, small, large = identify(person.number)
        names = PersonNames(person.filed, person.birth_year)
        rows["bench_person (id, names)"].append((key, keys.seal(key, names)))
        rows["bench_truth (id, script, name, year)"].append(
            (key, person.script, "|".join(person.name), person.birth_year)
        )
        rows["bench_plain (person_id, form, year)"] += [
            (key, form, person.birth_year) for form in person.filed
        ]
        rows["vault_nametoken (token, person_id, generation)"] += [
            (t, key, 1) for t in tokens.tokens_of(names, keys.ring)
        ]
        offices = [UUID(int=1000 + person.number % 50)]
        offices += [office for share, office in REACHES.values() if (small if share < 0.1 else large) < share]
        rows["access_grant (person_id, office_id)"] += [(key, office) for office in offices]
    with psycopg.connect(dsn) as link, link.cursor() as cursor:
        for table, lines in rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)
    return len(rows["vault_nametoken (token, person_id, generation)"])


class Node:
    """A database filled for one run. `dsn` is a superuser's; `web` may only search and read in reach."""

    def __init__(self, dsn: str, persons: int, *, reuse: bool = False) -> None:
        self.dsn = psycopg.conninfo.make_conninfo(dsn, dbname=NAME)
        self.persons = persons
        # Known keys: nothing here is secret, and a database that was kept can be asked again.
        self.keys = Secrets(hashlib.sha256(b"vault").digest(), hashlib.sha256(b"token").digest())
        if not reuse:
            self._make_database(dsn)
        self.owner = psycopg.connect(self.dsn, autocommit=True)
        self.web = psycopg.connect(self.dsn, autocommit=True)
        if reuse:
            self._open()

    @staticmethod
    def _make_database(dsn: str) -> None:
        name = sql.Identifier(NAME)
        with psycopg.connect(dsn, dbname="postgres", autocommit=True) as link:
            link.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(name))
            made = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
            link.execute(sql.SQL(made).format(name))
            if not link.execute("SELECT 1 FROM pg_roles WHERE rolname = 'bench_web'").fetchone():
                link.execute("CREATE ROLE bench_web")

    def _open(self) -> None:
        """The functions as they stand in the source, and the second connection as the web role."""
        self.owner.execute(SQL.read_text())  # type: ignore[arg-type]
        self.owner.execute("GRANT EXECUTE ON FUNCTION wk_search_names TO bench_web")
        self.web.execute("SET ROLE bench_web")

    def fill(self) -> int:
        """Persons, tokens, grants, indexes, loads; returns the number of tokens made."""
        self.owner.execute(SCHEMA)  # type: ignore[arg-type]
        sizes = [min(CHUNK, self.persons - i) for i in range(0, self.persons, CHUNK)]
        with ProcessPoolExecutor(2) as pool:
            jobs = [pool.submit(load_chunk, self.dsn, i, size, self.keys) for i, size in enumerate(sizes)]
            made = 0
            for i, job in enumerate(jobs):
                made += job.result()
                if (i + 1) % 10 == 0:
                    say(f"{(i + 1) * CHUNK:,} persons")
        for line in INDEXES.split(";\n"):
            if line.strip():
                self.owner.execute(line)  # type: ignore[arg-type]
        self._open()
        say("indexes")
        self.owner.execute("VACUUM ANALYZE")
        with self.owner.cursor() as cursor:
            say(str(tokens.recount(cursor)))
        self.owner.execute("VACUUM ANALYZE vault_nametoken, vault_tokenload")
        return made

    def attacked(self) -> Named:
        """The frequency attack on this token table, at the cap it has."""
        rows = self.owner.execute("SELECT token, holders FROM vault_tokenload").fetchall()
        chunks = range(0, -(-self.persons // CHUNK), max(1, self.persons // CHUNK // 8))
        some = (p for c in chunks for p in chunk_of(c, min(CHUNK, self.persons)))
        sample = (PersonNames(p.filed, p.birth_year) for p in some)
        cap = self.owner.execute("SELECT cap FROM vault_tokencap").fetchone()
        return on_table(dict(rows), sample, self.keys.ring, cap[0] if cap else 0)

    def search(self, office: UUID, asked: Question) -> list[UUID]:
        """The search as the application does it, from what was typed to the ten names on the page."""
        with self.web.transaction(), self.web.cursor() as cursor:
            cursor.execute("SELECT set_config('bench.office', %s, true)", [str(office)])
            hits = tokens.search(cursor, [asked.text], asked.birth_year, self.keys.ring)
            cursor.execute(
                "SELECT id, names FROM bench_person WHERE id = ANY (%s)", [[h.person_id for h in hits]]
            )
            sealed = dict(cursor.fetchall())
        candidates = [(h.person_id, self.keys.open(h.person_id, sealed[h.person_id])) for h in hits]
        return [r.id for r in rank([asked.text], asked.birth_year, candidates)]

    def trigrams(self, asked: Question, office: UUID | None = None) -> list[UUID]:
        """The same by pg_trgm in clear, as owner; within reach when an office is given."""
        query = TRGM.format(reach=IN_REACH if office else "")
        values = {"text": asked.text, "year": asked.birth_year, "office": office}
        return [row[0] for row in self.owner.execute(query, values)]  # type: ignore[arg-type]

    def answered(self, person: Person, asked: Question, found: list[UUID]) -> bool:
        """Whether somebody of the same name, born within a year, is among those found."""
        year = person.birth_year if asked.birth_year is not None else None
        row = self.owner.execute(
            "SELECT count(*) FROM bench_truth WHERE id = ANY (%s) AND script = %s AND name = %s"
            " AND (%s::int IS NULL OR year IS NULL OR abs(year - %s::int) <= 1)",
            [found, person.script, "|".join(person.name), year, year],
        ).fetchone()
        return bool(row and row[0])


@dataclass
class Figures:
    """Times in milliseconds and answers, by who and by variant."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[str, dict[str, list[bool]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    missed: list[str] = field(default_factory=list)

    def quantile(self, who: str, share: float) -> float:
        """A quantile of the times."""
        ordered = sorted(self.times[who])
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def recall(self, who: str, variant: str | None = None) -> float:
        """Share of questions answered."""
        got = [a for v, answers in self.answers[who].items() if variant in (None, v) for a in answers]
        return sum(got) / max(1, len(got))


def ask(node: Node, reach: str, questions: int, seed: int = 7) -> Figures:
    """Put the questions of one reach to both, in turn."""
    share, office = REACHES[reach]
    rng, maker, figures = random.Random(seed), Maker(seed), Figures()
    wanted = sorted(rng.sample(range(node.persons), min(node.persons, int(questions * 1.5 / share) + 200)))
    reached = [n for n in wanted if identify(n)[1 if share < 0.1 else 2] < share]
    turn = -1
    for person in _persons(reached[: int(questions * 1.2) + WARM]):
        variant = VARIANTS[(turn + 1) % len(VARIANTS)]
        if turn + 1 == questions + WARM or not makes_sense(person, variant):
            continue
        turn += 1
        asked = question(maker, person, variant)
        started = time.perf_counter()
        ours = node.search(office, asked)
        middle = time.perf_counter()
        node.trigrams(asked)
        ended = time.perf_counter()
        if turn < WARM:
            continue
        figures.times["ours"].append((middle - started) * 1000)
        figures.times["pg_trgm"].append((ended - middle) * 1000)
        good = node.answered(person, asked, ours)
        figures.answers["ours"][asked.variant].append(good)
        figures.answers["pg_trgm"][asked.variant].append(
            node.answered(person, asked, node.trigrams(asked, office))
        )
        if not good:
            figures.missed.append(
                f"{asked.variant}: {asked.text} {asked.birth_year} | {person.filed} {person.birth_year}"
            )
    return figures


def _persons(numbers: list[int]) -> list[Person]:
    """The persons with these numbers, in random order (numbers ascending, chunk by chunk)."""
    by_chunk: dict[int, set[int]] = defaultdict(set)
    for number in numbers:
        by_chunk[number // CHUNK].add(number)
    found = [
        p for c, some in by_chunk.items() for p in chunk_of(c, max(some) % CHUNK + 1) if p.number in some
    ]
    random.Random(3).shuffle(found)
    return found


def say(text: str) -> None:
    """Progress, apart from the table."""
    print(f"  {time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def table(results: dict[str, Figures]) -> str:
    """The figures as one table."""
    lines = [
        "| reach | who | p50 ms | p95 ms | p95 ratio | recall | " + " | ".join(VARIANTS) + " |",
        "|" + "---|" * (6 + len(VARIANTS)),
    ]
    for reach, figures in results.items():
        for who in ("ours", "pg_trgm"):
            ratio = figures.quantile(who, 0.95) / figures.quantile("pg_trgm", 0.95)
            each = " | ".join(f"{figures.recall(who, v):.3f}" for v in VARIANTS)
            lines.append(
                f"| {reach} | {who} | {figures.quantile(who, 0.5):.1f} | {figures.quantile(who, 0.95):.1f} |"
                f" {ratio:.2f} | {figures.recall(who):.3f} | {each} |"
            )
    return "\n".join(lines)


def measured(
    dsn: str,
    *,
    persons: int = PERSONS,
    questions: int = QUESTIONS,
    keep: bool = False,
    reuse: bool = False,
    show_missed: bool = False,
) -> tuple[dict[str, Figures], Named]:
    """The whole measurement: figures by reach, and what the frequency attack on the same table names.

    `keep` leaves the database standing, `reuse` asks it again.
    """
    node = Node(dsn, persons, reuse=reuse)
    if not reuse:
        say(f"{node.fill() / persons:.1f} tokens a person before the cap")
    results = {reach: ask(node, reach, questions) for reach in REACHES}
    named = node.attacked()
    say(str(named))
    sizes = node.owner.execute(
        "SELECT pg_size_pretty(pg_total_relation_size('vault_nametoken')), count(*) FROM vault_nametoken"
    ).fetchone()
    say(f"token table {sizes}")
    if show_missed:
        for reach, figures in results.items():
            say(reach + "\n" + "\n".join(figures.missed))
    node.web.close()
    node.owner.close()
    if not (keep or reuse):
        with psycopg.connect(dsn, dbname="postgres", autocommit=True) as link:
            link.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(NAME)))
    return results, named


def measure(node: BenchNode) -> list[Row]:
    """The rows of `make bench`: time and recall at both reaches, and the frequency attack at full size."""
    from wellknit.lib.cluster import Cluster
    from wellknit.lib.home import Home

    results, named = measured(Cluster(Home.find()).admin_dsn())
    say("\n" + table(results))
    rows = [row for reach, figures in results.items() for row in _rows(reach, figures)]
    share = f"{named.by_a_part:.1%}"
    rows.append(
        Row("frequency attack: persons named by one part", share, "", None, "≤ 12%", named.by_a_part <= 0.12)
    )
    return rows


def _rows(reach: str, figures: Figures) -> Iterator[Row]:
    ours, theirs = (figures.quantile(who, 0.95) for who in ("ours", "pg_trgm"))
    what = f"name search at reach {reach}, {PERSONS:,} persons"
    yield Row(
        f"{what}: p95",
        f"{ours:.0f} ms",
        f"{theirs:.0f} ms pg_trgm",
        ours / theirs,
        "≤ 0.5",
        ours / theirs <= 0.5,
    )
    found, beside = (figures.recall(who) for who in ("ours", "pg_trgm"))
    yield Row(
        f"{what}: recall", f"{found:.3f}", f"{beside:.3f} pg_trgm", found / beside, "≥ 0.95", found >= 0.95
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--dsn", required=True, help="connection string of a superuser")
    parser.add_argument("--persons", type=int, default=PERSONS)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--keep", action="store_true", help="leave the database standing")
    parser.add_argument("--reuse", action="store_true", help="ask a database that was kept")
    parser.add_argument("--missed", dest="show_missed", action="store_true", help="show what was not found")
    print(table(measured(**vars(parser.parse_args()))[0]))
