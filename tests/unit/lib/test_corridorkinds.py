"""Thirty ordered pairs, each with its instruments from the register; a file that tells too early is refused."""

from __future__ import annotations

import shutil
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from wellknit.commands import corridors as command
from wellknit.lib import corridorkinds as kinds
from wellknit.lib.pathkinds import FIELD_GROUPS, PATHS, StepPath
from wellknit.lib.policydata import DATA, PolicyError, load_all, load_toml

SIX = ("CN", "KH", "LA", "MM", "TH", "VN")
DAY = date(2026, 11, 22)
COMMON = load_toml(DATA / "paths" / "country-return.toml", StepPath)
RESCUE = load_toml(DATA / "paths" / "country-rescue.toml", StepPath)

# The instruments that the documents name, with their years: (pair) → id, years as printed.
PRINTED = {
    ("KH", "TH"): ("kh-th-2003", "2003/2014, plan 2016-2018"),
    ("LA", "TH"): ("la-th-2005", "2005/2017"),
    ("MM", "TH"): ("mm-th-2009", "2009, plan 2017"),
    ("TH", "VN"): ("th-vn-2008", "2008, plan 2012-2015"),
    ("CN", "TH"): ("cn-th-2018", "2018"),
    ("CN", "MM"): ("cn-mm-2009", "2009"),
    ("CN", "VN"): ("cn-vn-2010", "2010, plan 2016-2020"),
    ("KH", "VN"): ("kh-vn-2005", "2005/2012, plan 2017-2020"),
    ("LA", "VN"): ("la-vn-2010", "2010"),
    ("CN", "KH"): ("cn-kh-2016", "2016"),
    ("CN", "LA"): ("cn-la-2014", "2014"),
}
UNNAMED = {("KH", "LA"), ("KH", "MM"), ("LA", "MM"), ("MM", "VN")}


def corridor(from_: str, to: str) -> kinds.Corridor:
    found = kinds.corridor_now(from_, to, DAY)
    assert found is not None
    return found


def test_every_ordered_pair_of_the_six_has_a_file_and_no_fault() -> None:
    assert [str(problem) for problem in kinds.corridor_problems()] == []
    for from_, to in permutations(SIX, 2):
        assert corridor(from_, to).pair == {from_, to}
    assert len(list(permutations(SIX, 2))) == 30
    beyond = [c for c in load_all(kinds.CORRIDORS) if not c.pair <= set(SIX)]
    assert len(beyond) == 16 and all(c.calendars == "own" for c in beyond)


def test_the_instruments_are_those_of_the_documents_with_their_years() -> None:
    for pair, (name, years) in PRINTED.items():
        for from_, to in (pair, pair[::-1]):
            main = kinds.instruments_of(corridor(from_, to))[0]
            assert command._said(main) == f"{name} ({years})"
    for from_, to in (*UNNAMED, *((b, a) for a, b in UNNAMED)):
        assert kinds.state_of(corridor(from_, to)) == "none"
        assert "commit-mou-2004" in {a.id for a in kinds.frame_of(corridor(from_, to))}
    assert len(PRINTED) + len(UNNAMED) == 15


def test_what_two_sides_say_differently_both_stands() -> None:
    meetings = [r for r in kinds.rhythms_of(corridor("TH", "MM")) if r.meeting == "Case management meeting"]
    assert {(r.says, r.every_months) for r in meetings} == {("TH", 8), ("MM", 3)}
    crossings = [p for p in kinds.places_of(corridor("MM", "CN")) if p.kind == "crossing"]
    assert [p.name for p in crossings] == ["Muse - Ruili", "Laukkai - Nansan", "Lweje - Kyanphone"]
    assert [p.name for p in kinds.places_of(corridor("TH", "KH"))] == ["Banteay Meanchey"]
    assert kinds.places_of(corridor("KH", "TH")) == (), "the reception centre is the origin's"
    (sop,) = [p for p in kinds.papers_of(corridor("TH", "MM"), "sop") if p.annexes]
    assert sop.annexes == 10 and len(corridor("TH", "MM").forms) == 10


def test_both_ways_of_a_pair_stand_on_the_same_agreements() -> None:
    for a, b in permutations(SIX, 2):
        assert corridor(a, b).instruments == corridor(b, a).instruments
    standing = {c.id for c in kinds.standing_on("mm-th-2009")}
    assert standing == {"mm-th", "th-mm"}


# -- The common path


def test_nothing_goes_out_before_the_talk_and_the_consent() -> None:
    assert COMMON.step(COMMON.begins).requires == ("private_talk", "consent")
    assert (
        not RESCUE.step(RESCUE.begins).requires and RESCUE.basis == "danger_to_life" and RESCUE.without_case
    )


def test_before_acceptance_only_the_preview_is_told_and_the_name_only_to_confirm() -> None:
    assert {FIELD_GROUPS[f] for f in COMMON.step("answer").fields} == {"basic"}
    assert not COMMON.step("explain").fields
    telling = [step.code for step in COMMON.steps if "name_latin" in step.fields]
    assert telling[0] == "confirm"
    assert [s.code for s in COMMON.steps if "family_names" in s.fields] == ["trace"]


def test_an_ending_that_could_bring_danger_is_not_told_to_the_country_of_origin() -> None:
    for code in ("choice", "choice_elsewhere"):
        step = COMMON.step(code)
        for verb in ("asylum", "stateless", "third_country", "stay"):
            heard = step.heard(verb)
            assert heard is not None and heard.verb == "other_way" and heard.ending == "other_way"
        assert "other_way" not in {move.verb for move in step.choices}
        heard = step.heard("take_back")
        assert heard is not None and heard.ending == "withdrew"
    endings = {m.ending for s in COMMON.steps for m in s.moves if m.ending}
    assert endings == {"return", "stay", "third_country", "asylum", "stateless", "withdrew", "other_way"}


def test_not_confirmed_and_not_safe_lead_to_a_choice_and_not_home() -> None:
    for step, verb in (
        ("confirm", "not_confirmed"),
        ("decide_there", "not_safe"),
        ("decide_here", "not_possible"),
    ):
        move = COMMON.step(step).move(verb)
        assert move is not None and move.opens == ("choice_elsewhere",)
    assert "wants_return" not in {m.verb for m in COMMON.step("choice_elsewhere").moves}
    without = COMMON.reached_without(frozenset({"choice"}))
    assert "plan_return" not in without, "nobody is sent home without having chosen it"
    assert "trace" not in COMMON.reached_without(frozenset({"ask_family"}))


def test_handover_takes_both_signatures_and_the_end_is_after_the_follow_up() -> None:
    assert COMMON.step("handover").side == "sender" and COMMON.step("received").side == "receiver"
    assert "reception" not in COMMON.reached_without(frozenset({"received"}))
    assert "hear" not in COMMON.reached_without(frozenset({"follow_up"}))


# -- Refusals, with the line


def changed(tmp_path: Path, name: str, old: str, new: str) -> Path:
    data = tmp_path / "data"
    if not data.exists():
        shutil.copytree(DATA, data, ignore=shutil.ignore_patterns("screening", "reference", "rights"))
    file = data / name
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return file


OVERRIDE = """
[[steps]]
code = "confirm"
fields = ["name_latin", "birth", "family_names"]
source = { document = "WELLKNIT", place = "a test" }
"""


@pytest.mark.parametrize(
    "old, new, says",
    [
        ('["name_latin", "birth", "family_names"]', '["name_latin", "birth", "family_names"]', "'trace' and no earlier"),
        ("fields = [", 'clock = ""\nfields = [', "'clock'"),
        ("fields = [", 'owner = ""\nfields = [', "'owner'"),
        ('["name_latin", "birth", "family_names"]', '["shoe_size"]', "no field"),
        ('["name_latin", "birth", "family_names"]', '["contact"]', "no step of the path"),
        ('code = "confirm"', 'code = "nowhere"', "no step 'nowhere'"),
        ('fields = ["name_latin", "birth", "family_names"]', 'clock = "no-such"', "no clock no-such"),
        ('fields = ["name_latin", "birth", "family_names"]', 'owner = "king"', "no role king"),
        ('fields = ["name_latin", "birth", "family_names"]', 'documents = ["poem"]', "no paper poem"),
        ('fields = ["name_latin", "birth", "family_names"]\n', "", "changes nothing"),
    ],
)  # fmt: skip
def test_a_corridor_that_tells_too_early_or_has_no_owner_or_clock_is_refused_with_the_line(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    file = changed(tmp_path, "corridors/th-mm.toml", "differs = [", "differs = [")
    file.write_text(file.read_text() + OVERRIDE.replace(old, new))
    try:
        problems = list(kinds.file_problems(file, file.parents[1]))
    except PolicyError as error:
        problems = list(error.problems)
    assert problems and says in str(problems[0])
    first = file.read_text().splitlines().index("[[steps]]") + 1
    assert problems[0].line >= first, "the line of the change, not the top of the file"


def test_a_change_that_keeps_the_rules_is_walked_and_kept_with_the_journey(tmp_path: Path) -> None:
    file = changed(tmp_path, "corridors/th-mm.toml", "differs = [", "differs = [")
    allowed = OVERRIDE.replace(', "family_names"', "").replace("fields", 'owner = "supervisor"\nfields')
    file.write_text(file.read_text() + allowed)
    data = file.parents[1]
    assert list(kinds.file_problems(file, data)) == []
    now = kinds.corridor_now("TH", "MM", DAY, data)
    assert now is not None
    walked = kinds.path_on(now, COMMON)
    assert walked.step("confirm").owner == "supervisor" and walked.step("confirm").fields == (
        "name_latin",
        "birth",
    )
    assert walked.step("trace") == COMMON.step("trace")
    second = file.with_name("th-mm.v2.toml")
    second.write_text(
        file.read_text().replace("version = 1", "version = 2").replace('"supervisor"', '"focal_point"')
    )
    newest = kinds.corridor_now("TH", "MM", DAY, data)
    assert newest is not None and newest.version == 2
    then = kinds.corridor_then("th-mm", 1, data)
    assert kinds.path_on(then, COMMON).step("confirm").owner == "supervisor", "it keeps what it began on"


@pytest.mark.parametrize(
    "name, old, new, says",
    [
        ("corridors/th-mm.toml", 'instruments = ["mm-th-2009"]', 'instruments = ["cn-mm-2009"]', "no agreement of these"),
        ("corridors/th-mm.toml", 'instruments = ["mm-th-2009"]', "instruments = []", "does not name mm-th-2009"),
        ("corridors/th-mm.toml", '"handover_record",', '"poem",', "no paper poem"),
        ("corridors/th-mm.toml", 'path = "country-return"', 'path = "office-referral"', "no path office-referral"),
    ],
)  # fmt: skip
def test_what_a_corridor_names_exists(tmp_path: Path, name: str, old: str, new: str, says: str) -> None:
    file = changed(tmp_path, name, old, new)
    assert any(says in str(problem) for problem in kinds.corridor_problems(file.parents[1]))


@pytest.mark.parametrize(
    "old, new, says",
    [
        ('fields = ["age_band", ', 'fields = ["name_latin", "age_band", ', "before anybody has accepted"),
        ('requires = ["private_talk", "consent"]', 'requires = ["consent"]', "without the private talk"),
        (
            'ending = "asylum", told_as = "other_way"',
            'ending = "asylum", told_as = "wait"',
            "leads elsewhere",
        ),
        (
            'opens = ["choice_elsewhere"], result',
            'opens = ["trace"], ending = "stay", result',
            "does not end",
        ),
    ],
)
def test_a_path_that_betrays_is_refused_with_the_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    file = changed(tmp_path, "paths/country-return.toml", old, new)
    with pytest.raises(PolicyError) as refused:
        load_toml(file, StepPath)
    problem = refused.value.problems[0]
    assert says in str(problem) and problem.line > 20


# -- Contacts and the command


def test_a_contact_is_shown_only_while_somebody_has_confirmed_it() -> None:
    source = {"document": "WELLKNIT", "place": "a test"}
    contact = {"side": "sender", "office": "An invented office", "how": "ask at the gate", "confirmed_by": "X1",
               "confirmed_on": date(2026, 6, 1), "source": source}  # fmt: skip
    held = corridor("TH", "MM").model_copy(update={"contacts": (kinds.Contact.model_validate(contact),)})
    assert held.contacts_to_show(date(2026, 6, 1)) and not held.contacts_to_show(date(2027, 6, 1))
    assert all(not c.contacts for c in load_all(kinds.CORRIDORS)), "no number has been confirmed by anybody"


def test_the_command_lists_thirty_pairs_and_says_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import argparse

    assert command.check(argparse.Namespace(file=None)) == 0
    out = capsys.readouterr().out
    pairs = [line for line in out.split("beyond the six")[0].splitlines() if line[2:3] == ">"]
    assert len(pairs) == 30
    assert any(line.startswith("TH>MM") and "mm-th-2009" in line and "default" in line for line in pairs)
    bad = tmp_path / "th-mm.toml"
    bad.write_text((DATA / "corridors" / "th-mm.toml").read_text() + OVERRIDE)
    assert command.check(argparse.Namespace(file=bad)) == 1
    assert "line" in capsys.readouterr().out


def test_paths_between_countries_are_two() -> None:
    assert {p.id for p in load_all(PATHS) if p.between == "countries"} == {"country-return", "country-rescue"}
