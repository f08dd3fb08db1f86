"""The page of a case file with five hundred lines in its timeline, beside the same file with fifty."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bench.harness import BenchNode
from bench.rows import Row, quantile, timed
from bench.worklist import watched

LONG, SHORT = 500, 50
ROUNDS = 200
WORDS = "She told of the boat and of the man who kept the papers, and asked when she may telephone home. " * 4


def measure(node: BenchNode) -> list[Row]:
    """Both pages in turn through the middleware, as the web role; then what each asks of the database."""
    from django.test import Client
    from tests.harness.people import make_member, make_office, sign_in

    office = make_office("bench-file")
    user = make_member(office, "social_worker", "Worker File")
    pages = {lines: f"/cases/{_filed(node, user, office, lines)}/" for lines in (SHORT, LONG)}
    with node.owner() as owner:
        owner.execute("ANALYZE")
    client = sign_in(Client(), user, office)
    taken: dict[int, list[float]] = {SHORT: [], LONG: []}
    for number in range(ROUNDS + 10):
        for lines, page in pages.items():
            seconds = timed(lambda page=page: _get(client, page))  # type: ignore[misc]
            if number >= 10:
                taken[lines].append(seconds)
    long, short = (quantile(taken[lines], 0.95) for lines in (LONG, SHORT))
    asked = {lines: _asked(client, page) for lines, page in pages.items()}
    whole = quantile(
        [timed(lambda: _get(client, f"{pages[LONG]}?lines={LONG}")) for _ in range(50)][5:], 0.95
    )
    return [
        Row(f"case file page, {LONG} lines in its timeline: p95", f"{long * 1e3:.0f} ms",
            f"{short * 1e3:.0f} ms with {SHORT} lines", long / short, "≤ 2", long / short <= 2),
        Row(f"queries of that page at {LONG} lines", f"{asked[LONG]}", f"{asked[SHORT]} at {SHORT} lines", None,
            "constant", asked[LONG] == asked[SHORT]),
        Row(f"the same with all {LONG} lines asked for at once: p95", f"{whole * 1e3:.0f} ms", "", whole / short,
            "reported", None),
    ]  # fmt: skip


def _filed(node: BenchNode, user: Any, office: Any, lines: int) -> Any:
    """A case whose timeline has so many lines, every second day one: notes, papers, services, stays, conferences."""
    from tests.harness.people import seen_by

    from wellknit.protection.actions import case
    from wellknit.protection.actions.person import Who
    from wellknit.protection.queries.casefile import case_file

    who = Who(sex="female", name_native="မသီရိ", name_latin=f"Ma Thiri {lines}", nationality="MM", birth=None)
    with seen_by(user, office) as viewer:
        made = case.open(who, case.Opening(age_band="18+", searched=True), by=viewer)
        _write(made, user, office, lines - 1)  # that it was opened is a line too
    with node.owner() as owner:  # what was written at one moment here was written over years there
        for table, column in (("protection_note", "at"), ("protection_document", "added_at")):
            owner.execute(f"UPDATE {table} SET {column} = now() - random() * interval '900 days'"
                          f" WHERE case_id = '{made.pk}'")  # fmt: skip
    with seen_by(user, office) as viewer:
        assert len(case_file(viewer, made.pk).entries) == lines
    return made.pk


def _write(made: Any, user: Any, office: Any, lines: int) -> None:
    from django.utils import timezone

    today = timezone.localdate()
    rows: dict[type, list[Any]] = {}
    for place in range(lines):
        kind = "nnpnscnpny"[place % 10]  # the last a stay, begun here
        row = _row(kind, made, today - timedelta(days=2 * place + 1), user, office)
        rows.setdefault(type(row), []).append(row)
    for model, some in rows.items():
        model.objects.bulk_create(some)  # type: ignore[attr-defined]


def _row(kind: str, made: Any, day: date, user: Any, office: Any) -> Any:
    """One row with one line in the timeline: n a note, p a paper, s a service, c a conference, y a stay that goes on."""
    from wellknit.protection.models import Conference, Document, Note, Service, Stay

    by = {"by_id": user.pk, "by_office_id": office.pk}
    if kind == "p":
        return Document(case=made, title="Medical report", kind="medical", media_type="application/pdf", size=1000,
                        opening={"file": "f" * 32, "key": "k" * 44}, added_by_id=user.pk)  # fmt: skip
    if kind == "s":
        return Service(
            case=made, code="orientation", offered_from="th", offered_version=1, proposed_on=day, **by
        )
    if kind == "c":
        return Conference(case=made, kind="review", on=day, person_there="present", present=["Worker File"],
                          discussed=WORDS, **by)  # fmt: skip
    if kind == "y":
        return Stay(case=made, facility=office, kind="shelter", legal_basis="consent", voluntary="yes", source="office",
                    began_on=day, recorded_by_id=user.pk)  # fmt: skip
    return Note(case=made, text=WORDS, **by)


def _get(client: Any, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200, answer.status_code


def _asked(client: Any, page: str) -> int:
    with watched() as seen:
        _get(client, page)
    return len(seen)
