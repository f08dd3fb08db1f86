"""Policy files: what is read, and what an official is told when a file is wrong."""

from datetime import date
from pathlib import Path

import pytest

from wellknit.lib.policydata import (
    Kind,
    PolicyError,
    PolicyModel,
    Sourced,
    Versioned,
    content_hash,
    in_force,
    load_all,
    load_toml,
    version,
    version_problems,
)

SOURCE = '{ document = "MRW9", place = "p. 1" }'


class Step(Sourced):
    code: str
    days: int = 0


class Plan(Versioned):
    steps: tuple[Step, ...] = ()


PLANS = Kind("plans", Plan)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / "plans" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def plan(number: int = 1, since: str = "2026-01-01", rest: str = "") -> str:
    return (
        f'id = "asking"\nversion = {number}\nin_force_from = {since}\nstatus = "draft"\n'
        f"source = {SOURCE}\n{rest}"
    )


def problems(path: Path, model: type[PolicyModel] = Plan) -> tuple[str, ...]:
    with pytest.raises(PolicyError) as refused:
        load_toml(path, model)
    return tuple(str(problem) for problem in refused.value.problems)


def test_a_right_file_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "a.toml", plan(rest=f'[[steps]]\ncode = "ask"\nsource = {SOURCE}\n'))
    assert load_toml(path, Plan).steps[0].code == "ask"


def test_a_missing_source_is_named_with_its_line_and_the_remedy(tmp_path: Path) -> None:
    rest = f'[[steps]]\ncode = "one"\nsource = {SOURCE}\n\n[[steps]]\ncode = "two"\n'
    (said,) = problems(write(tmp_path, "a.toml", plan(rest=rest)))
    assert said.startswith("plans/a.toml (line 10, steps[2]): The entry does not say where it comes from.")
    assert 'source = { document = "…", place = "…" }' in said


def test_a_misspelt_field_is_refused(tmp_path: Path) -> None:
    rest = f'[[steps]]\ncode = "one"\ndyas = 4\nsource = {SOURCE}\n'
    (said,) = problems(write(tmp_path, "a.toml", plan(rest=rest)))
    assert "line 8" in said
    assert "'dyas' is not a field here" in said


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = plan(rest='[[steps]]\ndays = "many"\n').replace('"draft"', '"approved"')
    said = "\n".join(problems(write(tmp_path, "a.toml", text)))
    for part in ("'status' is 'approved'", "Use 'draft' or 'signed'", "'code' is missing", "'days'"):
        assert part in said
    assert "does not say where it comes from" in said
    assert said.count("\n") == 3


def test_broken_toml_gives_the_line(tmp_path: Path) -> None:
    (said,) = problems(write(tmp_path, "a.toml", plan(rest='title = "no end\n')))
    assert "line 6" in said
    assert "not TOML" in said


def test_text_that_is_not_utf8_and_a_missing_file(tmp_path: Path) -> None:
    path = write(tmp_path, "a.toml", "")
    path.write_bytes(b"\xff\xfe")
    assert "UTF-8" in problems(path)[0]
    assert "cannot be read" in problems(tmp_path / "none.toml")[0]


def test_brackets_in_prose_do_not_move_the_line(tmp_path: Path) -> None:
    rest = f'[[steps]]\ncode = """\n[[steps]]\nx = 1\n"""\nsource = {SOURCE}\n[[steps]]\ncode = "two"\n'
    (said,) = problems(write(tmp_path, "a.toml", plan(rest=rest)))
    assert "(line 12, steps[2])" in said


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = write(tmp_path, "a.toml", plan())
    assert load_toml(path, Plan) is load_toml(path, Plan)
    write(tmp_path, "a.toml", plan(number=12))
    assert load_toml(path, Plan).version == 12


def test_which_version_is_in_force(tmp_path: Path) -> None:
    write(tmp_path, "a.v1.toml", plan(1, "2026-01-01"))
    write(tmp_path, "a.v2.toml", plan(2, "2026-07-01"))
    assert in_force(PLANS, "asking", date(2026, 6, 30), tmp_path).version == 1
    assert in_force(PLANS, "asking", date(2026, 7, 1), tmp_path).version == 2
    assert version(PLANS, "asking", 1, tmp_path).version == 1
    with pytest.raises(PolicyError, match="in force on 2025"):
        in_force(PLANS, "asking", date(2025, 12, 31), tmp_path)
    with pytest.raises(PolicyError, match="no version 3"):
        version(PLANS, "asking", 3, tmp_path)


def test_the_faults_of_all_files_come_together(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", "id = 3\n")
    write(tmp_path, "b.toml", "[[")
    with pytest.raises(PolicyError) as refused:
        load_all(PLANS, tmp_path)
    assert {problem.file for problem in refused.value.problems} == {"plans/a.toml", "plans/b.toml"}


def test_a_version_that_was_given_out_does_not_change(tmp_path: Path) -> None:
    path = write(tmp_path, "a.toml", plan())
    (unregistered,) = version_problems(PLANS, tmp_path)
    assert "not registered" in str(unregistered)
    row = f'[[versions]]\nkind = "plans"\nid = "asking"\nversion = 1\nsha256 = "{content_hash(path)}"\n'
    (tmp_path / "versions.toml").write_text(row, encoding="utf-8")
    assert not list(version_problems(PLANS, tmp_path))

    signed = plan().replace('"draft"', '"signed"') + 'signed_by = "An office"\n# a comment\n'
    write(tmp_path, "a.toml", signed)
    assert not list(version_problems(PLANS, tmp_path)), "signing and comments are not changes"

    write(tmp_path, "a.toml", plan(since="2026-01-02"))
    (changed,) = version_problems(PLANS, tmp_path)
    assert "was changed after it was given out" in str(changed)


def test_one_version_in_two_files(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", plan())
    write(tmp_path, "b.toml", plan())
    assert any("two files" in str(problem) for problem in version_problems(PLANS, tmp_path))
