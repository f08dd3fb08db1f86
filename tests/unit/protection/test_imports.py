"""An office brings its list: the dry run shows what will be, doubts are somebody's decision, nothing is guessed."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.utils import timezone
from tests.unit.protection.conftest import Cast, opened
from tests.unit.protection.papers import uploaded

from wellknit.lib.sheets.mapping import ColumnMap
from wellknit.platform.access.refusals import NotNow, NotValid, NotYou

HEADS = ["No.", "Name", "Date of birth", "Sex", "Nationality", "Date of intake", "Remarks"]
CHOSEN = ColumnMap(
    {0: "reference", 1: "name_latin", 2: "birth", 3: "sex", 4: "nationality", 5: "opened_on", 6: "summary"},
    "each",
)


def book(*rows: Any) -> bytes:
    made = openpyxl.Workbook()
    for row in (HEADS, *rows):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def planned(cast: Cast, body: bytes, chosen: ColumnMap = CHOSEN) -> tuple[Any, Any]:
    from wellknit.protection.actions import imports

    with cast.as_somying() as viewer:
        run = imports.receive(uploaded(body, "list.xlsx"), by=viewer)
        return run, imports.settle(run, chosen, by=viewer)


def done(cast: Cast, run: Any, **answers: str) -> Any:
    from wellknit.protection.actions import imports

    with cast.as_somying() as viewer:
        return imports.carry_out(run, {int(k[1:]): v for k, v in answers.items()}, by=viewer)


def test_a_list_becomes_cases_as_the_dry_run_showed(cast: Cast) -> None:
    from wellknit.lib.names.keys import PersonNames
    from wellknit.protection.models import Case, WorklistRow
    from wellknit.protection.queries import people

    run, plan = planned(cast, book(["7/60", "Dara Sok", "๑๒/๕/๒๕๔๗", "M", "Cambodian", "3/2/2020", "came by boat"],
                                   ["8/60", "Sokha Chan", f"about {timezone.localdate().year - 18}", "F", "KHM", None, None],
                                   [None, None, None, "F", "KHM", None, None]))  # fmt: skip
    assert [row.proposal for row in plan.rows] == ["new", "new", "stop"]
    result = done(cast, run)
    assert (result.made, result.left_out) == (2, (4,))
    with cast.as_somying() as viewer:
        (found,) = people.search(viewer, PersonNames(("Dara Sok",)))
        case = found.cases[0]
        assert (case.age_band, case.presumed_child, str(case.opened_on)) == ("15-17", False, "2020-02-03")
        assert case.summary == "# 7/60\ncame by boat"
        assert (found.person.sex, found.person.nationality) == ("male", "KH")
        child = Case.objects.exclude(pk=case.pk).get()
        # 17 or 18: nobody decides that by a list
        assert (child.age_band, child.presumed_child) == ("unknown", True)
        assert WorklistRow.objects.get(case_id=child.pk).next_rule == "age-assessment"
        assert WorklistRow.objects.count() == 2
        fresh = type(run).objects.get(pk=run.pk)
        assert (fresh.state, fresh.opening, fresh.plan) == ("done", None, None)


def test_the_sealed_list_goes_when_it_is_done_and_the_same_list_is_taken_once(cast: Cast, db: Any) -> None:
    from wellknit.protection.actions import imports

    body = book(["1", "Dara Sok", "1990", "M", "KHM", None, None])
    run, _plan = planned(cast, body)
    assert list(db.home.path("files").iterdir())
    done(cast, run)
    assert not list(db.home.path("files").iterdir())
    with cast.as_somying() as viewer, pytest.raises(NotNow, match="before"):
        imports.receive(uploaded(body), by=viewer)
    with pytest.raises(NotNow):
        done(cast, run)


def test_who_may_be_here_already_is_held_back_until_somebody_says(cast: Cast) -> None:
    from wellknit.protection.models import Case

    case = opened(cast)
    run, plan = planned(
        cast,
        book(
            ["1", "Ma Thiri", None, "F", "MM", None, None], ["2", "Dara Sok", "1990", "M", "KH", None, None]
        ),
    )
    assert plan.rows[0].proposal == "hold"
    assert plan.rows[0].known[0].cases == (case.code,)
    assert plan.rows[1].proposal == "new"
    result = done(cast, run, r2=f"known:{case.person_id}")
    assert result.made == 2
    with cast.as_somying():
        assert Case.objects.filter(person_id=case.person_id).count() == 2


def test_the_same_person_four_times_becomes_one_unless_somebody_says_otherwise(cast: Cast) -> None:
    from wellknit.protection.models import Case, Person

    rows = [["1", "Sokha Chan Dara", "1990", "F", "KH", None, None]] * 4
    run, plan = planned(cast, book(*rows))
    assert [row.proposal for row in plan.rows] == ["new", "hold", "hold", "hold"]
    assert plan.rows[3].problems[-1].sentence == "Rows 2, 3, 4, 5 may be the same person."
    result = done(cast, run, r3="as:2", r4="new", r5="skip")
    assert (result.made, result.left_out) == (3, (5,))
    with cast.as_somying():
        assert Person.objects.count() == 2
        assert sorted(Case.objects.values_list("person_id").distinct().count() for _ in (1,)) == [2]


def test_nobody_is_named_who_was_not_shown(cast: Cast) -> None:
    case = opened(cast)
    run, _plan = planned(cast, book(["1", "Somebody Else", "1990", "F", "KH", None, None]))
    with pytest.raises(NotValid, match="Row 2"):
        done(cast, run, r2=f"known:{case.person_id}")


def test_who_is_out_of_reach_is_not_found_by_a_list(cast: Cast) -> None:
    """A list of names must not become a question to the whole node."""
    from wellknit.protection.actions import imports

    opened(cast)
    with cast.as_charlie() as viewer:
        run = imports.receive_bytes(book(["1", "Ma Thiri", None, "F", "MM", None, None]), "x", by=viewer)
        plan = imports.settle(run, CHOSEN, by=viewer)
    assert plan.rows[0].known == ()


def test_only_who_may_open_cases(cast: Cast) -> None:
    from wellknit.protection.actions import imports

    with cast.as_member() as viewer, pytest.raises(NotYou):
        imports.receive(uploaded(book()), by=viewer)


def test_a_dropped_list_leaves_nothing(cast: Cast, db: Any) -> None:
    from wellknit.protection.actions import imports
    from wellknit.protection.models import Person

    run, _plan = planned(cast, book(["1", "Dara Sok", "1990", "M", "KHM", None, None]))
    with cast.as_somying() as viewer:
        imports.drop(run, by=viewer)
    assert not list(db.home.path("files").iterdir())
    with cast.as_somying():
        assert not Person.objects.exists()


def test_each_case_is_an_event_and_no_name_is_in_it(cast: Cast, super_cursor: Any) -> None:
    run, _plan = planned(cast, book(["1", "Zzmark Person", "1990", "M", "KHM", None, None]))
    done(cast, run)
    super_cursor.execute("SELECT event, note::text FROM audit_event ORDER BY seq")
    events = super_cursor.fetchall()
    assert [e for e, _n in events if e.startswith(("import.", "case."))] == [
        "import.received",
        "import.planned",
        "case.opened",
        "import.done",
    ]
    assert not any("Zzmark" in note for _e, note in events)


def test_the_command_shows_each_row_and_opens_nothing_in_a_dry_run(
    cast: Cast, program: Any, tmp_path: Any
) -> None:
    from wellknit.protection.models import Case

    file = tmp_path / "list.xlsx"
    file.write_bytes(
        book(
            ["1", "Dara Sok", "12/5/2547", "M", "KHM", None, None],
            ["2", None, "12/5/2004", "F", "", None, None],
        )
    )
    asked = program("import", "cases", str(file), "--dry-run", "--as", "somying.invented@example.org")
    assert asked.returncode == 1
    assert "1 years of the Buddhist era and 1 of the Christian era" in asked.stderr
    words = ("import", "cases", str(file), "--as", "somying.invented@example.org", "--era", "each")
    shown = program(*words, "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert "2 rows: 1 to be opened, 0 in doubt, 1 that cannot be taken" in shown.stdout
    assert "row 3: There is no name in this row" in shown.stdout
    with cast.as_somying():
        assert not Case.objects.exists()
    done = program(*words)
    assert "1 cases opened" in done.stdout, done.stderr
    with cast.as_somying():
        assert Case.objects.count() == 1


def test_the_command_says_which_sheets_it_did_not_read(cast: Cast, program: Any, tmp_path: Any) -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(["1", "Dara Sok", "12/5/2004", "M", "KHM", None, None])))
    made.create_sheet("Closed 2025")
    made.save(tmp_path / "list.xlsx")
    words = ("import", "cases", str(tmp_path / "list.xlsx"), "--as", "somying.invented@example.org")
    shown = program(*words, "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert "Only the sheet “Sheet” is read; not read: Closed 2025" in shown.stdout


def test_whoever_gives_no_age_is_treated_as_a_child_for_the_moment(cast: Cast) -> None:
    from wellknit.protection.importing import presumed_child
    from wellknit.protection.models import Case, Clock

    run, plan = planned(cast, book(
        ["1", "Dara Sok", None, "M", "KHM", None, None],
        ["2", "Noi Unknown", "not known", "F", "", None, None],
        ["3", "Grown Up", "12/5/1980", "F", "", None, None],
        ["4", "Long Ago", "2007", "F", "", "3/4/2010", None],
    ))  # fmt: skip
    assert [presumed_child(row.values) for row in plan.rows] == [True, True, False, False]
    assert done(cast, run).made == 4
    with cast.as_somying():
        children = Case.objects.filter(presumed_child=True)
        assert children.count() == 2
        for case in children:
            due = Clock.objects.get(case_id=case.pk, rule="age-assessment", stopped_at=None).due_at
            assert case.age_assessment_due == timezone.localtime(due).date()


def test_an_unknown_birth_is_said_in_words(cast: Cast) -> None:
    from django.test import Client
    from tests.harness.people import sign_in

    run, _plan = planned(cast, book(["2", "Noi Unknown", "not known", "F", "", None, None]))
    shown = sign_in(Client(), cast.somying, cast.shelter).get(f"/lists/{run.pk}/").content.decode()
    assert "XXXX" not in shown and "Not known" in shown
    assert "Treated as a child for the moment" in shown and "an assessment is offered by" in shown


def test_the_command_takes_out_what_the_page_would(
    cast: Cast, program: Any, tmp_path: Any, super_cursor: Any
) -> None:
    from tests.harness.people import make_member

    from wellknit.protection.models import Disclosure

    case = opened(cast)
    make_member(cast.shelter, "shelter_manager", "Boss Invented")
    file = tmp_path / "out.xlsx"
    words = ("export", "cases", str(file), "--purpose", "office_work", "--for", "self", "--what", "basic")
    not_hers = program(*words, "--ground", "own_office", "--as", "somying.invented@example.org")
    assert not_hers.returncode == 1 and not file.exists(), not_hers.stdout
    uncovered = program(*words, "--as", "boss.invented@example.org")
    assert "None of these people has agreed" in uncovered.stderr and not file.exists()
    done = program(*words, "--ground", "own_office", "--as", "boss.invented@example.org")
    assert done.returncode == 0 and "1 cases in" in done.stdout, done.stderr
    cells = [cell for row in openpyxl.load_workbook(file).active.iter_rows(values_only=True) for cell in row]
    assert case.code in cells and "Ma Thiri" not in cells and file.stat().st_mode & 0o077 == 0
    with cast.as_somying():
        gone = Disclosure.objects.get(case_id=case.pk)
        assert (gone.form, gone.basis) == ("export", "own_office")
    super_cursor.execute("SELECT count(*) FROM audit_event WHERE event = 'cases.exported'")
    assert super_cursor.fetchone()[0] == 1
    again = program(*words, "--ground", "own_office", "--as", "boss.invented@example.org")
    assert again.returncode == 2 and "exists" in again.stderr
