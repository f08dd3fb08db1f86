"""Our IATI files against the official schemas and ruleset; and the ruleset catches what it should."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest
from lxml import etree
from tests.conformance.iati_rules import broken, parsed

from wellknit.plan.reports.iati import (
    IatiActivity,
    IatiBudget,
    IatiIndicator,
    IatiSource,
    IatiTransaction,
    activities_xml,
    organisations_xml,
    publisher,
)

STANDARDS = Path(
    os.environ.get("WELLKNIT_STANDARDS") or Path(__file__).resolve().parents[3] / "shared/standards"
)
IATI = STANDARDS / "iati"
pytestmark = pytest.mark.skipif(not IATI.is_dir(), reason="the official IATI files are not on this machine")


def schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(IATI / f"iati-{name}-schema.xsd")))


@pytest.fixture(scope="module")
def ruleset() -> dict:
    return json.loads((IATI / "ruleset-standard.json").read_text())


def source() -> IatiSource:
    spans = {"starts": date(2014, 1, 1), "ends": date(2014, 12, 31)}
    activity = IatiActivity(
        ref="P2", title="Plan & more", description="A plan", starts=date(2014, 4, 1),
        ends=date(2016, 12, 31),
        status="4", budgets=(IatiBudget(date(2014, 1, 1), date(2014, 12, 31), D("1801880")),),
        transactions=(
            IatiTransaction("t1", "1", date(2014, 5, 1), D("100.50"), "A donor"),
            IatiTransaction("t2", "4", date(2014, 6, 1), D(80)),
        ),
        indicators=(
            IatiIndicator("i1", "Seats", "1", True, True, **spans, target="30", actual="80", comment="Declared."),
            IatiIndicator("i2", "Gap", "1", True, False, **spans, target="6"),
            IatiIndicator("i3", "Words", "5", True, False, **spans, target="20", comment="Three of six."),
            IatiIndicator(
                "i4", "From", "2", True, False, **spans, target="20", actual="33", baseline="0", baseline_year=2013
            ),
        ),
        donors=("A donor",),
    )  # fmt: skip
    bare = IatiActivity("P1", "Bare", "Bare", date(2008, 1, 1), None, "2")
    return IatiSource(publisher(), (activity, bare), "2026-01-01T00:00:00Z")


def test_the_activity_file_fits_the_schema_and_the_ruleset(ruleset: dict):
    tree = parsed(activities_xml(source()))
    schema("activities").assertValid(tree)
    assert broken(tree, ruleset) == []


def test_no_warning_of_the_ruleset_either_but_for_the_placeholder(ruleset: dict):
    assert broken(parsed(activities_xml(source())), ruleset, severities=("warning",)) == []


def test_the_organisation_file_fits_the_schema_and_the_ruleset(ruleset: dict):
    tree = parsed(organisations_xml(source()))
    schema("organisations").assertValid(tree)
    assert broken(tree, ruleset) == []
    assert tree.xpath("string(//total-budget/value)") == "1801880.00"


def test_a_gap_is_no_element_and_words_carry_no_value():
    tree = parsed(activities_xml(source()))
    assert not tree.xpath("//indicator[title/narrative='Gap']//actual")
    assert not tree.xpath("//indicator[title/narrative='Words']//@value")


def codes(name: str) -> set[str]:
    return set(etree.parse(str(IATI / "codelists" / f"{name}.xml")).xpath("//codelist-item/code/text()"))


@pytest.mark.parametrize(
    ("path", "codelist"),
    [
        ("//recipient-region/@code", "Region"), ("//sector/@code", "Sector"),
        ("//reporting-org/@type", "OrganisationType"),
        ("//participating-org/@role", "OrganisationRole"), ("//activity-status/@code", "ActivityStatus"),
        ("//activity-date/@type", "ActivityDateType"), ("//activity-scope/@code", "ActivityScope"),
        ("//default-flow-type/@code", "FlowType"), ("//default-finance-type/@code", "FinanceType"),
        ("//default-aid-type/@code", "AidType"), ("//default-tied-status/@code", "TiedStatus"),
        ("//budget/@type", "BudgetType"), ("//budget/@status", "BudgetStatus"),
        ("//transaction-type/@code", "TransactionType"), ("//result/@type", "ResultType"),
        ("//indicator/@measure", "IndicatorMeasure"), ("//value/@currency", "Currency"),
    ],
)  # fmt: skip
def test_every_code_is_on_its_list(path: str, codelist: str):
    found = set(parsed(activities_xml(source())).xpath(path))
    assert found and found <= codes(codelist)


def test_the_checker_catches_errors(ruleset: dict):
    good = activities_xml(source())
    same = re.sub(rb"<iati-identifier>[^<]*P2<", b"<iati-identifier>XI-WELLKNIT-DEMO<", good)
    assert any(message.startswith("1.1.3") for message in broken(parsed(same), ruleset))
    turned = good.replace(b'type="4" iso-date="2016', b'type="4" iso-date="2013')
    assert any(message.startswith("11.1.3") for message in broken(parsed(turned), ruleset))
    untitled = good.replace(b"<narrative>Plan &amp; more</narrative>", b"<narrative></narrative>")
    assert any(message.startswith("4.3.1") for message in broken(parsed(untitled), ruleset))


def test_a_wrong_order_of_elements_is_refused_by_the_schema():
    tree = parsed(activities_xml(source()))
    activity = tree[0]
    activity.append(activity[0])
    assert not schema("activities").validate(tree)


def test_files_made_from_the_database_hold_too(db: object, ruleset: dict):
    from tests.harness.people import make_member, make_office, seen_by

    from wellknit.commands.acting import as_role
    from wellknit.plan import demo
    from wellknit.plan.actions.money import allocate, enter, pledge
    from wellknit.plan.models import EntryKind
    from wellknit.plan.queries.iati import iati_source

    with as_role("owner"):
        for load in (demo.periods, demo.achievement, demo.markers):
            load()
    desk = make_office("secretariat", kind="secretariat", jurisdiction="TH")
    with seen_by(make_member(desk, "secretariat_officer", "Erin Invented"), desk) as viewer:
        given = pledge(
            by=viewer, donor="North", framework="spa3", first_year=2011, last_year=2013, amount=D(1000)
        )
        part, _found = allocate(given, by=viewer, unit="KH", year=2011, amount=D(400))
        enter(part, by=viewer, kind=EntryKind.RECEIVED, amount=D(400), day=date(2011, 2, 1))
        enter(part, by=viewer, kind=EntryKind.SPENT, amount=D(90), day=date(2011, 3, 1))
        made = iati_source(viewer)
    for name, content in (("activities", activities_xml(made)), ("organisations", organisations_xml(made))):
        tree = parsed(content)
        schema(name).assertValid(tree)
        assert broken(tree, ruleset) == []
    tree = parsed(activities_xml(made))
    assert tree.xpath("count(//transaction)") == 2
    assert (
        tree.xpath("string(//indicator[title/narrative='Civil society at COMMIT meetings']//actual/@value)")
        == "80"
    )
