"""Every printed table is recomputed: what ties is shown to tie, what does not is listed with both sides."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from wellknit.lib.indicators import Missing
from wellknit.lib.money import Line, grand_total
from wellknit.lib.money import requirement as worked
from wellknit.lib.rounding import largest_remainder
from wellknit.plan.framework_files import ItemKind, framework, frameworks, indicators
from wellknit.plan.reference_files import cycle, discrepancies, norms, rates, scales, units
from wellknit.plan.register_files import (
    SIX,
    agreements,
    grid,
    handover,
    laws,
    meeting_files,
    risk_schema,
    treaties,
)
from wellknit.plan.sources_page import renewed
from wellknit.plan.table_files import (
    CoShare,
    achievement,
    activities,
    cofunding,
    contributions,
    marker_results,
    requirement,
    working_groups,
)

LISTED = {entry.id for entry in discrepancies()}


def test_seven_units_in_protocol_order() -> None:
    short = [unit.short for unit in units()]
    assert short[:-1] == sorted(short[:-1]) and short[-1] == "Regional"
    assert tuple(unit.code for unit in units() if unit.is_country) == SIX


def test_activities_of_2009_tie_in_rows_columns_and_total() -> None:
    """SPA3, table 1: 139. Two countries lie outside the habit of 15 to 25."""
    table = activities()
    for row in table.rows:
        assert sum(row.counts.values()) == row.printed_total, row.id
        assert tuple(row.counts) == table.columns == SIX
    for column in table.columns:
        assert sum(row.counts[column] for row in table.rows) == table.printed_totals[column], column
    assert sum(table.printed_totals.values()) == table.printed_total == 139
    assert [row.item for row in table.rows] == [f"spa2.ppc{n}" for n in range(1, 9)]
    low, high = norms().lines_min, norms().lines_max
    outside = {c: n for c, n in table.printed_totals.items() if not low <= n <= high}
    assert outside == {"MM": 44, "VN": 12} and "activities-range" in LISTED
    assert table.caveat, "the scale of an activity differs: the caveat travels with the table"


def test_no_status_of_a_government_is_invented_for_2008() -> None:
    """SPA3, table 2: seven rows, seven columns, symbols lost; code 1.5 stands twice and one row has none."""
    table = achievement()
    assert table.columns == (*SIX, "REG") and len(table.rows) == 7
    assert table.every_cell is Missing.NOT_RECOVERABLE
    codes = Counter(row.printed_code for row in table.rows)
    assert codes["1.5"] == 2 and codes[""] == 1
    targets = [row.target for row in table.rows]
    assert sorted(set(targets)) == [f"spa2.ppc1.t{n}" for n in range(1, 7)], "six bullets, seven rows"
    assert {"achievement-code", "achievement-symbols"} <= LISTED


def test_the_requirement_of_2011_to_2013_ties_to_the_dollar() -> None:
    """SPA3, table 3: 1,801,880 a year, 5,405,640 in all; overhead is 7 per cent of everything above it."""
    table = requirement()
    lines = [
        Line(
            key=line.id,
            label=line.label,
            group=line.group,
            amounts=None if line.percent is not None else {int(y): a for y, a in line.amounts.items()},
            percent=line.percent,
            of=line.of,
            covers=line.covers,
        )
        for line in table.lines
    ]
    computed = worked(lines, table.years)
    for got, line in zip(computed, table.lines, strict=True):
        assert {str(year): amount for year, amount in got.amounts.items()} == dict(line.printed), line.id
        assert got.total == line.printed_total
    assert set(grand_total(computed, table.years).values()) == {Decimal(1801880)}
    assert sum(grand_total(computed, table.years).values()) == 5405640
    by_id = {line.id: line for line in table.lines}
    for total in table.subtotals:
        for year in table.years:
            assert sum(by_id[i].printed[str(year)] for i in total.of) == total.printed[str(year)], total.id
        assert sum(total.printed.values()) == total.printed_total
    assert by_id["overhead"].percent == 7 and by_id["overhead"].printed["2011"] == Decimal("117880")


def test_the_five_areas_share_one_amount() -> None:
    line = requirement().lines[0]
    assert line.covers == tuple(item.id for item in framework("spa3").of_kind(ItemKind.AREA))
    assert line.printed["2011"] == 7 * norms().envelope, "seven times the envelope, and six countries"
    assert requirement().shortfall == 3 * requirement().shortfall_a_year == 2100000
    assert "envelope-seven" in LISTED


def test_chinas_printed_shares_make_101_and_ours_100() -> None:
    """UNACT14, figure 5. The government's 40 per cent is of money, the 37 beside it of activities."""
    table = contributions()
    amounts = [row.amount for row in table.rows]
    assert amounts == [30700, 33750, 35400, 66930] and sum(amounts) == 166780
    printed = [row.printed_share for row in table.rows]
    assert printed == [19, 21, 21, 40] and sum(printed) == 101
    ours = largest_remainder(amounts)
    assert ours == [19, 20, 21, 40] and sum(ours) == 100
    entry = next(d for d in discrepancies() if d.id == "china-shares")
    assert "19, 20, 21 and 40" in entry.ours
    government = next(row for row in table.rows if row.government)
    assert (government.printed_share, table.printed_share_by_activities) == (40, 37)
    share = next(row for row in cofunding().rows if row.country == "CN")
    assert share.percent == table.printed_share_by_activities


def test_three_countries_are_unknown_and_not_zero() -> None:
    rows = {row.country: row for row in cofunding().rows}
    assert {c: r.percent for c, r in rows.items() if r.percent is not None} == {"TH": 33, "CN": 37, "VN": 45}
    assert {c for c, r in rows.items() if r.missing is Missing.NOT_STATED} == {"KH", "LA", "MM"}
    assert "money" in cofunding().denominator, "says that it is not a share of money"
    with pytest.raises(ValueError, match="unknown is not zero"):
        CoShare.model_validate({"country": "KH", "source": {"document": "UNACT14", "place": "p. 17"}})


def test_fourteen_markers_with_their_declarations() -> None:
    results = {r.indicator: r for r in marker_results().results}
    assert list(results) == [f"unact-2014.m{n}" for n in range(1, 15)]
    assert Counter(r.declared for r in results.values()) == {"fully": 8, "partly": 3, "not": 2, "": 1}
    assert results["unact-2014.m1"].declared == "", "one declares nothing, and nothing is made up"
    steps = {step.id for step in scales()[marker_results().scale].steps}
    assert {r.declared for r in results.values() if r.declared} <= steps


def test_where_a_declaration_differs_from_the_arithmetic_it_has_a_reason() -> None:
    """3,425 of 3,500 is "fully", because only four months were counted (UNACT14, pages 21-22)."""
    sheets = indicators()
    differing = set()
    for result in marker_results().results:
        wanted = {f.part: f.number for f in sheets[result.indicator].targets[0].figures}
        short = any(
            f.number is not None and wanted.get(f.part) and Decimal(f.number) < Decimal(wanted[f.part] or 0)
            for f in result.figures
        )
        known = any(f.number is not None for f in result.figures)
        if result.declared and known and short == (result.declared == "fully"):
            differing.add(result.indicator)
            assert result.reason, result.indicator
    assert differing == {"unact-2014.m11"} and "marker-11" in LISTED


def test_working_groups_keep_lost_digits_as_lost() -> None:
    table = working_groups()
    assert {row.country: row.meetings for row in table.rows} == dict(
        zip(SIX, (2, 3, 5, 6, 1, 4), strict=True)
    )
    lost = [row.country for row in table.rows if row.lost]
    assert lost == ["TH"] and "participants" not in table.rows[4].attendance
    assert "groups-extra" in LISTED


def test_no_rate_is_taken_for_a_real_one() -> None:
    known = {currency.code for currency in rates().currencies}
    years: dict[str, set[int]] = {}
    for rate in rates().rates:
        assert rate.currency in known - {rates().base}
        assert rate.standing == "demo" and rate.source.document == "WELLKNIT"
        years.setdefault(rate.currency, set()).add(rate.year)
    assert len({frozenset(found) for found in years.values()}) == 1 and set(years) == known - {"USD"}


def test_the_cycle_has_every_step_of_the_documents() -> None:
    steps = {step.id: step for step in cycle().steps}
    assert {"workplan", "secretariat-review", "mid-year", "som", "imm", "annual", "biannual"} <= set(steps)
    assert steps["imm"].every_years == 3
    assert all(step.day_is_ours for step in cycle().steps), "no document prints a day"


# -- the register


def test_agreements_have_two_parties_and_point_to_each_other() -> None:
    found = agreements()
    for id_, agreement in found.items():
        assert len(set(agreement.parties)) == len(agreement.parties) >= 2, id_
        assert not agreement.under or agreement.under in found, id_
        signed = [e.date for e in agreement.events if e.what == "signed"]
        assert not signed or signed[0] == agreement.signed, id_
        for paper in agreement.papers:
            assert not paper.ends or paper.starts <= paper.ends, id_


def test_what_the_ninth_workshop_says_of_agreements_is_there() -> None:
    """MRW9 lines 355-366 (Thailand) and 1494-1499 (Viet Nam), and the places where two states meet."""
    found = agreements()
    of_thailand = {
        (a.parties, a.state) for a in found.values() if "TH" in a.parties and a.about == "trafficking"
    }
    for parties, state in [
        (("KH", "TH"), "amended"),
        (("TH", "VN"), "signed"),
        (("LA", "TH"), "amended"),
        (("AE", "TH"), "signed"),
        (("CN", "TH"), "signed"),
        (("MM", "TH"), "revising"),
        (("BN", "TH"), "pending"),
        (("TH", "ZA"), "pending"),
    ]:
        assert (parties, state) in of_thailand, parties
    places = [place for a in found.values() for place in a.places]
    assert Counter(place.kind for place in places) == {"crossing": 6, "reception-centre": 2}
    sop = next(p for p in found["mm-th-2009"].papers if p.annexes)
    assert sop.kind == "sop" and sop.annexes == 10
    rhythms = {
        r.says: r.every_months for r in found["mm-th-2009"].rhythms if r.meeting.startswith("Case man")
    }
    assert rhythms == {"TH": 8, "MM": 3}, "the two sides differ, and both stand"


def test_the_grid_says_only_what_is_stated() -> None:
    table = grid()
    assert table.countries == SIX and set(table.treaties) == set(treaties())
    assert sum(treaty.in_mou for treaty in treaties().values()) == 9, "instruments the MOU names"
    pairs = [(cell.treaty, cell.country) for cell in table.cells]
    assert len(set(pairs)) == len(pairs) == 18
    assert {t for t, _ in pairs} <= set(table.treaties) and {c for _, c in pairs} <= set(SIX)
    assert table.cell("cedaw", "KH") is None, "not stated is no cell, and never a no"
    thailand = table.cell("actip", "TH")
    assert thailand is not None and (thailand.standing, thailand.date) == ("ratified", "2016-06-21")
    stated = [cell for cell in table.cells if cell.country == "MM" and cell.standing == "listed"]
    assert len(stated) == 7, "MRW9 lists eight for Myanmar, the MOU among them as signed"


def test_laws_amend_laws_that_are_there() -> None:
    for file in laws().values():
        ids = {law.id for law in file.laws}
        assert len(ids) == len(file.laws)
        for law in file.laws:
            assert law.id.startswith(f"{file.country.lower()}-"), law.id
            assert not law.amends or law.amends in ids, law.id
    numbers = {law.number for law in laws()["TH"].laws if law.number}
    assert numbers == {"B.E. 2551", "B.E. 2558", "B.E. 2560"}


def test_meetings_belong_to_series_and_cases_stay_out() -> None:
    files = meeting_files()
    series = {entry.id: entry for file in files for entry in file.series}
    meetings = [meeting for file in files for meeting in file.meetings]
    assert len({meeting.id for meeting in meetings}) == len(meetings)
    for meeting in meetings:
        assert meeting.series in series, meeting.id
        assert not series[meeting.series].only_counted or not meeting.decisions, meeting.id
        assert not meeting.ends or meeting.starts <= meeting.ends, meeting.id
    soms = {m.number: m for m in meetings if m.series == "som" and m.number}
    assert (soms[11].starts, soms[12].ends) == ("2016-06-24", "2017-11-29")
    assert soms[13].state == "planned" and soms[14].state == soms[15].state == "tentative"
    assert len(soms[12].decisions) == 9
    som = series["som"]
    assert (som.delegates_min, som.delegates_max, som.days) == (6, 10, 3)


def test_handover_reports_deeds_and_no_degree_of_its_own() -> None:
    table = handover()
    known = {function.id for function in table.functions}
    assert len(known) == len(table.functions) == 11
    assert all(cell.function in known and cell.degree == "reported-no-degree" for cell in table.cells)
    assert {cell.country for cell in table.cells} == set(SIX) and "handover-count" in LISTED


def test_the_risk_register_has_a_shape_and_no_invented_risk() -> None:
    schema = risk_schema()
    assert schema.risks == () and {"probability", "impact", "owner", "trend"} <= {f.id for f in schema.fields}


def test_every_discrepancy_shows_both_sides() -> None:
    ids = [entry.id for entry in discrepancies()]
    assert len(set(ids)) == len(ids)
    for entry in discrepancies():
        assert entry.printed and entry.ours and entry.shown, entry.id
        assert re.search(r"line|page|table|figure", entry.source.place), entry.id


def test_places_are_places() -> None:
    """A source that only says "somewhere in the document" helps nobody, but for the document as a whole."""
    for one in frameworks().values():
        for item in one.items:
            assert re.search(r"\d", item.source.place), item.id


def test_the_page_of_sources_is_made_from_the_data() -> None:
    """`python -m wellknit.plan.sources_page docs/sources.md` renews it."""
    page = (Path(__file__).resolve().parents[3] / "docs" / "sources.md").read_text(encoding="utf-8")
    assert renewed(page) == page
    with pytest.raises(ValueError, match="needs the marks"):
        renewed("a page without marks")
