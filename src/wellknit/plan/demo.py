"""What the documents say, loaded into a node for trying out: real plans and printed figures, no invented
status.

A status of a real government is never made up: where the printed table has lost its symbols, the cells say
so. Runs as
the owner of the tables at set-up; a second call adds nothing. Everything loaded stands in a block that is
published
and names its source.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings

from wellknit.lib.indicators import Value
from wellknit.lib.policydata import Source
from wellknit.plan import cast, framework_files, indicator_files, reference_files, register_files, table_files
from wellknit.plan.models import (
    AdoptedFramework,
    Block,
    Decision,
    ExchangeRate,
    Fact,
    FactKind,
    HandoverStep,
    Meeting,
    Period,
    StatusCall,
)
from wellknit.plan.states import BlockKind, BlockState, MeetingState
from wellknit.platform.identity.models import Membership, Office, User

LOADER = uuid5(NAMESPACE_URL, "wellknit:plan:loaded-from-documents")
LOADED_AT = datetime(2026, 1, 1, tzinfo=UTC)
PERIODS = (
    ("2008", "year", date(2008, 1, 1), date(2008, 12, 31)),
    ("2009", "year", date(2009, 1, 1), date(2009, 12, 31)),
    ("2014", "year", date(2014, 1, 1), date(2014, 12, 31)),
    ("2008-2010", "plan", date(2008, 1, 1), date(2010, 12, 31)),
    ("2011-2013", "plan", date(2011, 1, 1), date(2013, 12, 31)),
    ("2026", "year", date(2026, 1, 1), date(2026, 12, 31)),
    ("2026-H1", "half", date(2026, 1, 1), date(2026, 6, 30)),
    ("2026-H2", "half", date(2026, 7, 1), date(2026, 12, 31)),
    ("2027", "year", date(2027, 1, 1), date(2027, 12, 31)),
)


def known(*parts: object) -> UUID:
    """The same id at every node for the same row of a document."""
    return uuid5(NAMESPACE_URL, "wellknit:plan:" + ":".join(str(part) for part in parts))


def prepare(say: Callable[[str], None]) -> None:
    """Load everything; tells one line a step."""
    for what, load in (
        ("invented officials", people),
        ("periods", periods),
        ("frameworks as adopted", adopt_frameworks),
        ("achievement 2008", achievement),
        ("markers and co-funding 2014", markers),
        ("meetings and decisions", meetings),
        ("handover of functions", handover),
        ("exchange rates", rates),
    ):
        say(f"  plan: {what}: {load()} rows")


def people() -> int:
    """Invented task forces and a Secretariat, as far as this node's charter has them; nobody is added
    twice.
    """
    countries = tuple(settings.CHARTER.get("jurisdictions") or (settings.CHARTER["country"],))
    alone = not settings.CHARTER.get("country")
    offices = {}
    for desk in cast.desks(countries):
        if alone or desk.kind == "task_force":
            values = {"name": desk.name, "kind": desk.kind, "jurisdiction": desk.jurisdiction}
            offices[desk.code] = Office.objects.get_or_create(code=desk.code, defaults=values)[0]
    added = 0
    for person in cast.members(countries):
        if person.office in offices:
            added += _member(person, offices[person.office])
    return added


def _member(person: cast.Member, office: Office) -> bool:
    user = User.objects.filter(email=person.email).first() or User.objects.create_user(
        person.email, person.name
    )
    _row, made = Membership.objects.get_or_create(
        user=user, office=office, role=person.role, until=None, defaults={"since": LOADED_AT}
    )
    return made


def periods() -> int:
    """Spans that are reported on."""
    rows = [
        Period(id=known("period", key), key=key, kind=kind, starts=a, ends=b) for key, kind, a, b in PERIODS
    ]
    return len(Period.objects.bulk_create(rows, ignore_conflicts=True))


def digest_of(framework: framework_files.Framework) -> tuple[str, dict[str, object]]:
    """Hash and plain content of a framework's file."""
    content = framework.model_dump(mode="json")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest(), content


def adopt_frameworks() -> int:
    """Keep each adopted framework as it stands; a file that was changed afterwards stops the loading."""
    added = 0
    for framework in framework_files.frameworks().values():
        digest, content = digest_of(framework)
        kept = AdoptedFramework.objects.filter(framework=framework.id, version=framework.version).first()
        if kept and kept.digest != digest:
            raise ValueError(
                f"The framework {framework.id} (version {framework.version}) was adopted and its file has "
                f"changed"
                " since. Give the changed one a new version; the adopted one stays."
            )
        if kept is None and framework.standing in ("adopted", "in-force", "draft-in-source"):
            adopted = framework.adopted.date if framework.adopted else ""
            AdoptedFramework(
                id=known("framework", framework.id, framework.version), framework=framework.id,
                version=framework.version, digest=digest, content=content, adopted_on=adopted,
                recorded_at=LOADED_AT,
            ).save(force_insert=True)  # fmt: skip
            added += 1
    return added


def published_block(framework: str, period: str, unit: str) -> Block:
    """The block that stands for a printed document: published, endorsed nowhere we know of."""
    found, _made = Block.objects.get_or_create(
        id=known("block", framework, period, unit),
        defaults={
            "kind": BlockKind.REPORT, "unit": unit, "period_id": known("period", period),
            "framework": framework,
            "state": BlockState.PUBLISHED, "opened_at": LOADED_AT, "endorsed_by_id": LOADER,
            "published_at": LOADED_AT,
        },
    )  # fmt: skip
    return found


def achievement() -> int:
    """Rows × seven columns of 2008: every symbol is lost, and every cell says so."""
    table = table_files.achievement(2008)
    source = f"{table.source.document}, {table.source.place}"
    calls = []
    for unit in table.columns:
        block = published_block(table.framework, str(table.year), unit)
        calls += [
            StatusCall(
                id=known("call", row.id, unit), block=block, unit=unit, framework=table.framework,
                about=row.id,
                period=str(table.year), declared="not-recoverable", computed="no_data",
                reason="The symbols of this table are lost in the text we have.", source=source,
                recorded_by_id=LOADER, recorded_at=LOADED_AT,
            )
            for row in table.rows
        ]  # fmt: skip
    return len(StatusCall.objects.bulk_create(calls, ignore_conflicts=True))


def markers() -> int:
    """The fourteen markers of 2014 with figures and declared results, and the six co-funding shares."""
    results = table_files.marker_results(2014)
    sheets = indicator_files.indicators()
    period = str(results.year)
    facts, calls = [], []
    for result in results.results:
        block = published_block(results.framework, period, result.unit_of_report)
        sheet = sheets[result.indicator]
        for printed in sheet.targets:
            facts += [
                _fact(block, sheet.id, FactKind.MARKER, figure, _cited(printed.source))
                for figure in printed.figures
            ]
        facts += [
            _fact(block, sheet.id, FactKind.ACTUAL, figure, _cited(result.source))
            for figure in result.figures
        ]
        if result.declared:
            calls.append(_call(block, result))
    facts += _cofunding(results.framework)
    made = Fact.objects.bulk_create(facts, ignore_conflicts=True)
    return len(made) + len(StatusCall.objects.bulk_create(calls, ignore_conflicts=True))


def _cited(source: Source) -> str:
    return f"{source.document}, {source.place}"


def _fact(block: Block, indicator: str, kind: FactKind, figure: indicator_files.Figure, source: str) -> Fact:
    return Fact(
        id=known("fact", block.pk, indicator, kind, figure.part), block=block, unit=block.unit,
        framework=block.framework, indicator=indicator, part=figure.part, period="2014", kind=kind,
        number=figure.number, text=figure.text, score=figure.score, missing=figure.missing or "",
        source=source,
        recorded_by_id=LOADER, recorded_at=LOADED_AT,
    )  # fmt: skip


def _call(block: Block, result: table_files.MarkerResult) -> StatusCall:
    return StatusCall(
        id=known("call", result.indicator, block.unit), block=block, unit=block.unit,
        framework=block.framework,
        about=result.indicator, period=result.period, declared=result.declared,
        computed=computed_2014(result), reason=result.reason, evidence=result.evidence or result.note,
        source=f"{result.source.document}, {result.source.place}", recorded_by_id=LOADER,
        recorded_at=LOADED_AT,
    )  # fmt: skip


def value_of(figure: indicator_files.Figure) -> Value:
    """A printed figure as the engines take it."""
    number = Decimal(figure.number) if figure.number is not None else None
    return Value(number=number, text=figure.text, score=figure.score, missing=figure.missing)


def computed_2014(result: table_files.MarkerResult) -> str:
    """What the figures alone would say of one marker."""
    from wellknit.plan.queries.markers import computed_of

    sheet = indicator_files.indicators()[result.indicator]
    goals = {f.part: value_of(f) for printed in sheet.targets for f in printed.figures}
    actuals = {f.part: value_of(f) for f in result.figures}
    return computed_of(goals, actuals, sheet.direction)


def _cofunding(framework: str) -> list[Fact]:
    """The share of activities a government funded: three figures, three unknown (which is not zero)."""
    table = table_files.cofunding(2014)
    facts = []
    for row in table.rows:
        block = published_block(framework, str(table.year), row.country)
        facts.append(
            Fact(
                id=known("cofunding", table.year, row.country), block=block, unit=row.country,
                framework=framework,
                indicator=table.indicator, period=str(table.year), kind=FactKind.ACTUAL, number=row.percent,
                missing=row.missing or "", source=f"{row.source.document}, {row.source.place}",
                recorded_by_id=LOADER, recorded_at=LOADED_AT,
            )
        )  # fmt: skip
    return facts


def meetings() -> int:
    """Meetings named in the documents, with what they decided."""
    rows, decisions = [], []
    for file in register_files.meeting_files():
        for entry in file.meetings:
            state = MeetingState.HELD if entry.state == "held" else MeetingState.PLANNED
            rows.append(
                Meeting(
                    id=known("meeting", entry.id), key=entry.id, series=entry.series, number=entry.number,
                    title=entry.title, starts=entry.starts, ends=entry.ends, place=entry.place,
                    host=entry.host[:3],
                    state=state, note=" ".join((entry.note, *entry.differs)).strip(),
                    source=f"{entry.source.document}, {entry.source.place}",
                )
            )  # fmt: skip
            decisions += [
                Decision(
                    id=known("decision", entry.id, d.id), meeting_id=known("meeting", entry.id),
                    number=number,
                    text=d.text, source=f"{d.source.document}, {d.source.place}",
                )
                for number, d in enumerate(entry.decisions, 1)
            ]  # fmt: skip
    made = len(Meeting.objects.bulk_create(rows, ignore_conflicts=True))
    return made + len(Decision.objects.bulk_create(decisions, ignore_conflicts=True))


def handover() -> int:
    """Functions of the Secretariat in one country each, as far as the source tells deeds."""
    table = register_files.handover()
    rows = [
        HandoverStep(
            id=known("handover", cell.function, cell.country, cell.year), function=cell.function,
            unit=cell.country,
            year=cell.year, degree=cell.degree, text=cell.text,
            source=f"{cell.source.document}, {cell.source.place}",
        )
        for cell in table.cells
    ]  # fmt: skip
    return len(HandoverStep.objects.bulk_create(rows, ignore_conflicts=True))


def rates() -> int:
    """Dated rates of the data file; demo rates say that they are."""
    rows = [
        ExchangeRate(
            id=known("rate", rate.currency, rate.year), currency=rate.currency, day=date(rate.year, 1, 1),
            per_usd=rate.per_usd, source=f"{rate.source.document}, {rate.source.place}",
            demo=rate.standing == "demo",
        )
        for rate in reference_files.rates().rates
    ]  # fmt: skip
    return len(ExchangeRate.objects.bulk_create(rows, ignore_conflicts=True))
